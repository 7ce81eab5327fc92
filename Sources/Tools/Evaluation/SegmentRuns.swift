/// A map of segment numbers, row by row, as stretches of equal ones. Neighbours mostly are alike, so that these are
/// few.
public struct SegmentRuns: Equatable, Sendable {
    private(set) var ids: [UInt32] = []
    /// Where each stretch ends, in pixels from the first.
    private(set) var ends: [Int] = []

    public var pixels: Int { ends.last ?? 0 }

    public init() {}

    public init(_ map: [UInt32]) {
        map.withUnsafeBufferPointer { map in
            var start = 0
            while start < map.count {
                var end = start + 1
                while end < map.count, map[end] == map[start] { end += 1 }
                append(map[start], count: end - start)
                start = end
            }
        }
    }

    /// Pixels of each number that occurs.
    public var areas: [UInt32: Int] {
        var counts = PairCounts(), start = 0
        for (id, end) in zip(ids, ends) {
            counts.add(0, id, end - start)
            start = end
        }
        return Dictionary(uniqueKeysWithValues: counts.sorted.map { ($0.b, $0.count) })
    }

    /// Calls `body` with the number and the pixels of each stretch, in order.
    public func forEach(_ body: (_ id: UInt32, _ pixels: Range<Int>) -> Void) {
        var start = 0
        for (id, end) in zip(ids, ends) {
            body(id, start..<end)
            start = end
        }
    }

    /// Adds pixels at the end.
    public mutating func append(_ id: UInt32, count: Int) {
        let end = pixels + count
        if ids.last == id {
            ends[ends.count - 1] = end
        } else {
            ids.append(id)
            ends.append(end)
        }
    }
}
