/// Maps of numbers at another size: each pixel has the value of the pixel that its centre falls into.
public struct NearestPixels: Sendable {
    @usableFromInline let width: Int
    @usableFromInline let columns: [Int], rows: [Int]

    /// From a size to another; all sides are at least 1.
    public init(from: (width: Int, height: Int), to: (width: Int, height: Int)) {
        width = from.width
        columns = NearestPixels.nearest(from.width, to.width)
        rows = NearestPixels.nearest(from.height, to.height)
    }

    private static func nearest(_ pixels: Int, _ count: Int) -> [Int] {
        (0..<count).map { (2 * $0 + 1) * pixels / (2 * count) }
    }

    /// A map of the first size at the second.
    @inlinable
    public func map<Value>(_ values: [Value]) -> [Value] {
        var result: [Value] = []
        result.reserveCapacity(columns.count * rows.count)
        values.withUnsafeBufferPointer { values in
            for row in rows {
                let start = row * width
                for column in columns { result.append(values[start + column]) }
            }
        }
        return result
    }
}

extension LabelMap {
    /// The map at another size: each pixel has the label of the nearest.
    public func resized(width: Int, height: Int) -> LabelMap {
        if width == self.width, height == self.height { return self }
        let nearest = NearestPixels(from: (self.width, self.height), to: (width, height))
        return LabelMap(width, height, nearest.map(labels))
    }
}
