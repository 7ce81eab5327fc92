import CDeflate

/// PNG files byte by byte, with any filter, as no library writes them at will.
struct MadeUpPNG {
    var width: Int
    var height: Int
    /// 3 or 4.
    var channels: Int
    /// Rows without gaps.
    var bytes: [UInt8]
    /// Of each row; they repeat.
    var filters: [UInt8]
    var bytesPerChunk = Int.max

    var file: [UInt8] { withHeader(width: width, height: height) }

    /// The same pixels under a header that tells another size.
    func withHeader(width: Int, height: Int) -> [UInt8] {
        let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, channels == 3 ? 2 : 6, 0, 0, 0]
        var file: [UInt8] =
            [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] + chunk("IHDR", header)
            + chunk("tEXt", Array("Made\0up".utf8))
        var packed = packed[...]
        while !packed.isEmpty {
            file += chunk("IDAT", Array(packed.prefix(bytesPerChunk)))
            packed = packed.dropFirst(bytesPerChunk)
        }
        return file + chunk("IEND", [])
    }

    private var packed: [UInt8] {
        let rows = filtered, compressor = libdeflate_alloc_compressor(6)!
        defer { libdeflate_free_compressor(compressor) }
        return [UInt8](unsafeUninitializedCapacity: libdeflate_zlib_compress_bound(compressor, rows.count)) {
            packed, count in
            count = libdeflate_zlib_compress(compressor, rows, rows.count, packed.baseAddress!, packed.count)
        }
    }

    private var filtered: [UInt8] {
        let row = width * channels
        return (0..<height).flatMap { y -> [UInt8] in
            let filter = filters[y % filters.count]
            return [filter]
                + (0..<row).map { x in
                    let left = x < channels ? 0 : Int(bytes[y * row + x - channels]),
                        above = y == 0 ? 0 : Int(bytes[(y - 1) * row + x])
                    let diagonal = x < channels || y == 0 ? 0 : Int(bytes[(y - 1) * row + x - channels])
                    let guess: Int
                    switch filter {
                    case 1: guess = left
                    case 2: guess = above
                    case 3: guess = (left + above) / 2
                    case 4:
                        let sum = left + above - diagonal
                        guess =
                            [left, above, diagonal].enumerated().min {
                                (abs(sum - $0.element), $0.offset) < (abs(sum - $1.element), $1.offset)
                            }!.element
                    default: guess = 0
                    }
                    return UInt8(truncatingIfNeeded: Int(bytes[y * row + x]) - guess)
                }
        }
    }

    private func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + content
        return bigEndian(UInt32(content.count)) + body + bigEndian(libdeflate_crc32(0, body, body.count))
    }

    private func bigEndian(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }
}
