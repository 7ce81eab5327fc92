import CDeflate
import Foundation
import Images

/// A PNG file as nearly everybody writes maps of segments: 8-bit RGB or RGBA, not interlaced. libdeflate unpacks such
/// maps, which are long repetitions, many times faster than the zlib of libpng. Every other file, damaged ones too, is
/// refused here and is libpng's business.
struct PlainPNG {
    let width: Int
    let height: Int
    /// 3, or 4 with transparency.
    let channels: Int
    private let packed: [UInt8]

    /// Nil where the file is something else or damaged.
    init?(_ file: UnsafeRawBufferPointer) {
        guard let chunks = PNGChunks(file), chunks.header.count == 13 else { return nil }
        let header = chunks.header
        width = Int(header.bigEndian(at: 0))
        height = Int(header.bigEndian(at: 4))
        let sides = 1...Picture.maxSide
        // 8 bits a value, RGB or RGBA, deflate, the usual filters, not interlaced.
        guard sides.contains(width), sides.contains(height), header[8] == 8, header[9] == 2 || header[9] == 6,
            header[10...12].allSatisfy({ $0 == 0 })
        else { return nil }
        channels = header[9] == 2 ? 3 : 4
        packed = chunks.packed
        // Deflate packs at most 1032 bytes into one: a small file cannot ask for much memory.
        guard height * (width * channels + 1) / 1032 <= packed.count else { return nil }
    }

    /// Calls `body` with the bytes of each row, from top to bottom. False where the file is damaged; then the rows mean
    /// nothing.
    func forEachRow(_ body: (UnsafePointer<UInt8>) -> Void) -> Bool {
        // Each row begins with the number of its filter. Above the first one, zeros are the rule.
        let row = width * channels, stride = row + 1, size = height * stride
        guard let memory = malloc(stride + size), let decompressor = libdeflate_alloc_decompressor() else {
            return false
        }
        defer {
            free(memory)
            libdeflate_free_decompressor(decompressor)
        }
        memset(memory, 0, stride)
        // Without a place for the size, it has to be exactly that.
        guard
            libdeflate_zlib_decompress(decompressor, packed, packed.count, memory + stride, size, nil)
                == LIBDEFLATE_SUCCESS
        else {
            return false
        }
        let zeros = UnsafePointer(memory.assumingMemoryBound(to: UInt8.self)) + 1
        var above = zeros
        for y in 1...height {
            let bytes = memory.assumingMemoryBound(to: UInt8.self) + y * stride + 1
            guard PNGFilter.undo(bytes[-1], bytes, above: above, zeros: zeros, count: row, step: channels) else {
                return false
            }
            above = UnsafePointer(bytes)
            body(above)
        }
        return true
    }
}

/// What a PNG file consists of; all checksums are right.
private struct PNGChunks {
    private(set) var header: [UInt8] = []
    /// The pixels, a zlib stream.
    private(set) var packed: [UInt8] = []

    private static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

    init?(_ file: UnsafeRawBufferPointer) {
        guard file.starts(with: PNGChunks.signature) else { return nil }
        var offset = 8
        // Length, type, content, checksum of type and content.
        while offset + 12 <= file.count {
            let length = Int(file.bigEndian(at: offset)), type = file.bigEndian(at: offset + 4)
            guard length <= file.count - offset - 12 else { return nil }
            let content = UnsafeRawBufferPointer(rebasing: file[offset + 8..<offset + 8 + length])
            guard
                libdeflate_crc32(0, file.baseAddress! + offset + 4, length + 4)
                    == file.bigEndian(at: offset + 8 + length)
            else { return nil }
            switch type {
            case 0x4948_4452 where offset == 8: header = Array(content)  // IHDR
            case 0x4944_4154: packed += content  // IDAT
            case 0x4945_4e44: return  // IEND
            // A small first letter: it may be left out. So may a palette beside colours.
            case _ where type & 0x2000_0000 != 0, 0x504c_5445: break
            default: return nil
            }
            offset += 12 + length
        }
        return nil
    }
}

extension Collection<UInt8> where Index == Int {
    fileprivate func bigEndian(at offset: Int) -> UInt32 {
        self[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
