@testable import PanSECB

/// An object table in memory of its own.
final class TestObjects {
    var table: ObjectTable
    private let memory: UnsafeMutableRawPointer

    init(_ architecture: Architecture, pixels: Int) {
        memory = .allocate(byteCount: ObjectTable.bytes(architecture, pixels: pixels), alignment: 64)
        table = ObjectTable(memory, architecture, pixels: pixels)
        table.clear()
    }

    deinit { memory.deallocate() }
}

extension FoundObject {
    static func test(classIndex: UInt8 = 0, id: UInt32 = 0, score: Float = 1) -> FoundObject {
        FoundObject(classIndex: classIndex, id: id, score: score, bandwidthX: 3, bandwidthY: 4, thing: 0)
    }
}
