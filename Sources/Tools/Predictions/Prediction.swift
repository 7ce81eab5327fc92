import CPanSECB
import Images

/// What was made of a picture.
public struct Prediction: Sendable {
    public let width: Int, height: Int
    /// The size at which the network saw the picture.
    public let seen: (width: Int, height: Int)
    /// The pixels' `PanopticID`s.
    public let panoptic: [UInt32]
    /// The pixels' classes by number, PANSECB_NO_CLASS where there is none; empty where it was not asked for.
    public let classes: [UInt8]
    /// Objects in order of discovery, then stuff in order of class.
    public let segments: [pansecb_segment]
    public let timings: pansecb_timings
    /// Seeds from which an object was looked for, and whether `max_attempts` ended the search.
    public var attempts = 0
    public var isCutShort = false

    /// Whether the network saw the picture at another size.
    public var isScaled: Bool { seen != (width, height) }
}

extension Prediction {
    /// The same at another size: each pixel has the id of the nearest. Segments are measured anew and keep their ids;
    /// those of which no pixel is left are gone.
    public func scaled(toWidth width: Int, height: Int) throws -> Prediction {
        if width == self.width, height == self.height { return self }
        try PictureMemory.require(4 * width * height + classes.count)
        let nearest = NearestPixels(from: (self.width, self.height), to: (width, height)),
            panoptic = nearest.map(panoptic)
        return Prediction(
            width: width, height: height, seen: seen, panoptic: panoptic,
            classes: classes.isEmpty ? [] : nearest.map(classes),
            segments: Prediction.measured(segments, in: panoptic, width: width), timings: timings, attempts: attempts,
            isCutShort: isCutShort)
    }

    /// Segments with area, box and centre as they are in a map.
    private static func measured(_ segments: [pansecb_segment], in map: [UInt32], width: Int) -> [pansecb_segment] {
        let numbers = Dictionary(segments.enumerated().map { ($1.id, $0) }) { first, _ in first }
        var extents = [Extent](repeating: Extent(), count: segments.count)
        map.withUnsafeBufferPointer { map in
            for y in 0..<map.count / width {
                let row = y * width
                var start = 0
                while start < width {
                    let id = map[row + start]
                    var end = start + 1
                    while end < width, map[row + end] == id { end += 1 }
                    if let number = numbers[id] { extents[number].add(y: y, from: start, to: end) }
                    start = end
                }
            }
        }
        return zip(segments, extents).compactMap { segment, extent in
            extent.area > 0 ? extent.measured(segment) : nil
        }
    }
}

/// Where the pixels of a segment are.
private struct Extent {
    private(set) var area = 0
    private var left = Int.max, right = 0, top = 0, bottom = 0
    private var sumX = 0, sumY = 0

    /// Adds pixels of a row, which come from top to bottom.
    mutating func add(y: Int, from start: Int, to end: Int) {
        if area == 0 { top = y }
        let count = end - start
        area += count
        (left, right, bottom) = (min(left, start), max(right, end), y + 1)
        sumX += (start + end - 1) * count / 2
        sumY += y * count
    }

    func measured(_ segment: pansecb_segment) -> pansecb_segment {
        var segment = segment
        segment.area = UInt32(area)
        (segment.box_x, segment.box_y) = (UInt32(left), UInt32(top))
        (segment.box_width, segment.box_height) = (UInt32(right - left), UInt32(bottom - top))
        segment.centre_x = Float(Double(sumX) / Double(area))
        segment.centre_y = Float(Double(sumY) / Double(area))
        return segment
    }
}
