import Images

/// Area and box of each number of a map.
struct SegmentExtents {
    struct Extent {
        var area = 0
        var left: Int, top: Int, right: Int, bottom: Int

        /// x, y, width, height.
        var box: [Int] { [left, top, right - left + 1, bottom - top + 1] }
    }

    private(set) var extents: [UInt16: Extent] = [:]

    init(_ map: LabelMap16) {
        map.labels.withUnsafeBufferPointer { labels in
            for y in 0..<map.height {
                let row = UnsafeBufferPointer(rebasing: labels[y * map.width..<(y + 1) * map.width])
                var start = 0
                while start < row.count {
                    var end = start + 1
                    while end < row.count, row[end] == row[start] { end += 1 }
                    add(row[start], y: y, start..<end)
                    start = end
                }
            }
        }
    }

    private mutating func add(_ id: UInt16, y: Int, _ columns: Range<Int>) {
        let last = columns.upperBound - 1
        var extent = extents[id] ?? Extent(left: columns.lowerBound, top: y, right: last, bottom: y)
        extent.area += columns.count
        extent.left = min(extent.left, columns.lowerBound)
        extent.right = max(extent.right, last)
        extent.bottom = y
        extents[id] = extent
    }
}
