import Evaluation
import Foundation
import Images

/// The pixels of a PNG file in the panoptic format: numbers of segments.
public struct SegmentMap {
    public let path: String
    public let width: Int
    public let height: Int
    public let runs: SegmentRuns

    /// Throws where the file is no PNG of 8-bit colours. A grey one would be read as numbers that nobody wrote.
    init(contentsOf path: String) throws {
        let info = try PNGInfo(contentsOf: path)
        guard info.isRGB, info.bitDepth == 8 else {
            throw PanopticFileError(
                .unsupported, path, "a PNG \(info.isRGB ? "of \(info.bitDepth) bits a value" : "without colours")",
                fix: "Segments are RGB of 8 bits, their number is R + 256 G + 65536 B")
        }
        self.path = path
        if let png = FileManager.default.contents(atPath: path)?.withUnsafeBytes({ PlainPNG($0) }),
            let runs = SegmentMap.runs(png)
        {
            (width, height) = (png.width, png.height)
            self.runs = runs
        } else {
            let picture = try Picture(contentsOf: path)
            (width, height) = (picture.width, picture.height)
            var runs = SegmentRuns()
            picture.pixels.withUnsafeBufferPointer {
                SegmentMap.append($0.baseAddress!, count: $0.count, channels: 3, to: &runs)
            }
            self.runs = runs
        }
    }

    /// Nil where the file is damaged.
    private static func runs(_ png: PlainPNG) -> SegmentRuns? {
        var runs = SegmentRuns()
        return png.forEachRow { append($0, count: png.width * png.channels, channels: png.channels, to: &runs) }
            ? runs : nil
    }

    /// - Parameters:
    ///   - count: bytes, of at least one pixel.
    ///   - channels: 3, or 4 of which the last does not count.
    private static func append(_ bytes: UnsafePointer<UInt8>, count: Int, channels: Int, to runs: inout SegmentRuns) {
        let memory = UnsafeRawPointer(bytes)
        let counting: UInt64 = channels == 3 ? .max : 0x00ff_ffff_00ff_ffff
        var start = 0, i = channels
        func add(to end: Int) {
            let id = UInt32(bytes[start]) | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2]) << 16
            runs.append(id, count: (end - start) / channels)
        }
        while i < count {
            // Compared with the pixel on the left, 8 bytes at a time.
            if i + 8 <= count {
                let here = memory.loadUnaligned(fromByteOffset: i, as: UInt64.self)
                let left = memory.loadUnaligned(fromByteOffset: i - channels, as: UInt64.self)
                let difference = (here ^ left).littleEndian & counting
                guard difference != 0 else {
                    i += 8
                    continue
                }
                i += difference.trailingZeroBitCount / 8
            } else if bytes[i] == bytes[i - channels] || (channels == 4 && i % 4 == 3) {
                i += 1
                continue
            }
            let pixel = i / channels * channels
            add(to: pixel)
            start = pixel
            i = pixel + channels
        }
        add(to: count)
    }
}
