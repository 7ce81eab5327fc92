/// A panoptic map seen through its segment table.
struct Regions {
    let width: Int
    let height: Int
    /// Each pixel's segment as an index of the table, or -1.
    let map: [Int32]
    /// Each segment's number of pixels.
    let areas: [Int]
    /// Each segment's smallest box; without pixels it is empty.
    let boxes: [Box]

    /// `panopticMap` has whole rows.
    init(_ panopticMap: [UInt32], width: Int, segments: [OverlaySegment]) {
        let height = panopticMap.count / width
        let indices = Dictionary(
            segments.enumerated().map { ($1.id, Int32($0)) }, uniquingKeysWith: { first, _ in first })
        var areas = [Int](repeating: 0, count: segments.count)
        var extents = [Extent](repeating: Extent(), count: segments.count)
        let map = [Int32](unsafeUninitializedCapacity: panopticMap.count) { map, count in
            // Neighbours mostly belong to one segment: a run of equal pixels needs one look-up.
            for y in 0..<height {
                var x = 0
                while x < width {
                    let id = panopticMap[y * width + x]
                    let start = x
                    while x < width, panopticMap[y * width + x] == id { x += 1 }
                    let index = indices[id] ?? -1
                    for i in start..<x { map.initializeElement(at: y * width + i, to: index) }
                    guard index >= 0 else { continue }
                    areas[Int(index)] += x - start
                    extents[Int(index)].add(start, x, y)
                }
            }
            count = panopticMap.count
        }
        self.width = width
        self.height = height
        self.map = map
        self.areas = areas
        self.boxes = extents.map(\.box)
    }

    private struct Extent {
        var left = Int.max, right = 0, top = Int.max, bottom = 0

        mutating func add(_ start: Int, _ end: Int, _ y: Int) {
            left = min(left, start)
            right = max(right, end)
            top = min(top, y)
            bottom = max(bottom, y + 1)
        }

        var box: Box {
            right == 0
                ? Box(x: 0, y: 0, width: 0, height: 0) : Box(x: left, y: top, width: right - left, height: bottom - top)
        }
    }
}
