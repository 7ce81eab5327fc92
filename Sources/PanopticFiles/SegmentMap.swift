import Images

/// The pixels of a PNG file in the panoptic format: numbers of segments.
struct SegmentMap {
    let path: String
    let width: Int
    let height: Int
    let ids: [UInt32]

    /// Throws where the file is no PNG of 8-bit colours. A grey one would be read as numbers that nobody wrote.
    init(contentsOf path: String) throws {
        let info = try PNGInfo(contentsOf: path)
        guard info.isRGB, info.bitDepth == 8 else {
            throw PanopticFileError(
                .unsupported, path, "a PNG \(info.isRGB ? "of \(info.bitDepth) bits a value" : "without colours")",
                fix: "Segments are RGB of 8 bits, their number is R + 256 G + 65536 B")
        }
        let picture = try Picture(contentsOf: path)
        self.path = path
        width = picture.width
        height = picture.height
        ids = picture.pixels.withUnsafeBufferPointer { rgb in
            [UInt32](unsafeUninitializedCapacity: rgb.count / 3) { ids, count in
                count = rgb.count / 3
                for pixel in 0..<count {
                    ids[pixel] = UInt32(rgb[3 * pixel]) | UInt32(rgb[3 * pixel + 1]) << 8 | UInt32(rgb[3 * pixel + 2]) << 16
                }
            }
        }
    }

    /// Pixels of each number.
    func areas() -> [UInt32: Int] {
        var areas: [UInt32: Int] = [:], start = 0
        while start < ids.count {
            var end = start + 1
            while end < ids.count, ids[end] == ids[start] { end += 1 }
            areas[ids[start], default: 0] += end - start
            start = end
        }
        return areas
    }
}
