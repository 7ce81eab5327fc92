import Images

/// The pixels of one object of an instanceIds map: how many, and where.
public struct ObjectRegion: Equatable, Sendable {
    /// Its value in the map, a `PanopticID`.
    public let id: UInt16
    /// Index of its class among the things.
    public let thing: Int
    public private(set) var pixels = 0
    /// Sums of its pixels' coordinates: divided by `pixels`, the centre.
    public private(set) var sumX = 0
    public private(set) var sumY = 0
    /// The box around it, its last column and row included.
    public private(set) var left = Int.max
    public private(set) var right = 0
    public private(set) var top = Int.max
    public private(set) var bottom = 0

    private init(id: UInt16, thing: Int) {
        self.id = id
        self.thing = thing
    }

    private mutating func add(x: Int, y: Int, count: Int) {
        pixels += count
        sumX += count * (2 * x + count - 1) / 2
        sumY += count * y
        left = min(left, x)
        right = max(right, x + count - 1)
        top = min(top, y)
        bottom = max(bottom, y)
    }

    /// All objects of a map, by thing, then by ascending id.
    /// - Parameter things: for every id the thing whose object it is, from 1; 0: none (`InstanceIDs.things`).
    static func find(in map: LabelMap16, things: [UInt8]) -> [ObjectRegion] {
        precondition(things.count == InstanceIDs.count)
        var regions: [ObjectRegion] = []
        var places = [UInt16](repeating: 0, count: InstanceIDs.count)  // of an id in `regions`, from 1
        let width = map.width
        map.labels.withUnsafeBufferPointer { labels in
            for y in 0..<map.height {
                InstanceIDs.forEachRun(UnsafeBufferPointer(rebasing: labels[y * width..<(y + 1) * width])) {
                    id, x, count in
                    let thing = things[Int(id)]
                    guard thing > 0 else { return }
                    if places[Int(id)] == 0 {
                        regions.append(ObjectRegion(id: id, thing: Int(thing) - 1))
                        places[Int(id)] = UInt16(regions.count)
                    }
                    regions[Int(places[Int(id)]) - 1].add(x: x, y: y, count: count)
                }
            }
        }
        return regions.sorted { ($0.thing, $0.id) < ($1.thing, $1.id) }
    }
}
