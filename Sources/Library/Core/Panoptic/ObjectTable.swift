import CPanSECB
import CShims

/// Where the pixels of a segment lie, in integers so that the order of addition does not matter.
struct Extent {
    var area = 0
    var left = Int.max, top = Int.max, right = -1, bottom = -1
    var sumX = 0, sumY = 0

    /// Adds the pixels `from ..< to` of row `y`.
    mutating func add(row y: Int, _ from: Int, _ to: Int) {
        let count = to - from
        area += count
        left = min(left, from)
        right = max(right, to - 1)
        top = min(top, y)
        bottom = max(bottom, y)
        sumX += (from + to - 1) * count / 2
        sumY += y * count
    }
}

/// An object that clustering found.
struct FoundObject {
    var classIndex: UInt8
    /// Its value in the panoptic map.
    var id: UInt32
    var score: Float
    var bandwidthX: Float, bandwidthY: Float
    /// Seed map of its class.
    var thing: Int
    var extent = Extent()
    /// During completion: length of the border with the current region.
    var border = 0
}

/// The objects of a frame in order of discovery, and the extents of stuff. They are in the arena.
struct ObjectTable {
    private(set) var count = 0
    let objects: UnsafeMutablePointer<FoundObject>
    /// One for each class.
    let stuff: UnsafeMutablePointer<Extent>
    let capacity: Int

    init(_ start: UnsafeMutableRawPointer, _ architecture: Architecture, pixels: Int) {
        capacity = ObjectTable.capacity(architecture, pixels: pixels)
        stuff = start.bindMemory(to: Extent.self, capacity: maxClasses)
        objects = (start + ObjectTable.stuffBytes).bindMemory(to: FoundObject.self, capacity: capacity)
    }

    static func bytes(_ architecture: Architecture, pixels: Int) -> Int {
        stuffBytes + capacity(architecture, pixels: pixels) * MemoryLayout<FoundObject>.stride
    }

    private static let stuffBytes = Memory.aligned(maxClasses * MemoryLayout<Extent>.stride)

    /// The most objects: each takes at least one free pixel, and a class has no more than panoptic ids.
    private static func capacity(_ architecture: Architecture, pixels: Int) -> Int {
        architecture.things * min(PanopticID.maxObject, pixels)
    }

    mutating func clear() {
        count = 0
        stuff.initialize(repeating: Extent(), count: maxClasses)
    }

    /// Whether a pixel of one object, or of none, goes to another: the higher score wins, the first among equals.
    func yields(_ holder: UInt16, to number: UInt16) -> Bool {
        guard holder > 0, holder <= count else { return true }
        return objects[Int(holder) - 1].score < objects[Int(number) - 1].score
    }

    /// Returns the object's number, from 1 on; 64 classes of 999 objects fit into 16 bits.
    mutating func add(_ object: FoundObject) -> UInt16? {
        guard count < capacity else { return nil }
        (objects + count).initialize(to: object)
        count += 1
        return UInt16(truncatingIfNeeded: count)
    }
}
