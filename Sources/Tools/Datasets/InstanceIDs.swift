import PanSECB

/// Cityscapes' instanceIds: `PanopticID`s of 16 bits.
public enum InstanceIDs {
    /// The largest label id of things: all numbers of its objects fit into 16 bits.
    public static let maxThingLabel = Int(UInt16.max) / PanopticID.perLabel - 1
    static let count = 1 << 16

    /// For every id the thing whose object it is, counted from 1; 0 for those that are no objects.
    /// - Parameter labelIDs: of each thing, 1 ... `maxThingLabel`; at most 255 things.
    static func things(_ labelIDs: [[Int]]) -> [UInt8] {
        var table = [UInt8](repeating: 0, count: count)
        for (thing, labels) in labelIDs.enumerated() {
            for label in labels {
                for id in objects(label) { table[id] = UInt8(thing + 1) }
            }
        }
        return table
    }

    /// The ids of a thing's objects.
    /// - Parameter label: 1 ... `maxThingLabel`.
    static func objects(_ label: Int) -> ClosedRange<Int> {
        func id(_ object: Int) -> Int { Int(PanopticID(label: label, object: object).value) }
        return id(0)...id(PanopticID.maxObject)
    }

    /// Calls `body` with the id, the first pixel and the number of pixels of each stretch of equal ids: neighbours
    /// mostly are equal.
    @inline(__always)
    static func forEachRun(
        _ ids: UnsafeBufferPointer<UInt16>, _ body: (_ id: UInt16, _ start: Int, _ count: Int) -> Void
    ) {
        var start = 0
        while start < ids.count {
            let id = ids[start]
            var end = start + 1
            while end < ids.count, ids[end] == id { end += 1 }
            body(id, start, end - start)
            start = end
        }
    }
}
