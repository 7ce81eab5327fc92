import CPanSECB
import Testing

@testable import PanSECB

@Suite struct SegmentListTests {
    private static let size = MemoryLayout<pansecb_segment>.size

    /// Objects as they were found, then stuff by its class; what has no pixel is left out.
    @Test func objectsComeFirst() throws {
        let model = try Self.model
        let objects = TestObjects(model.architecture, pixels: 100)
        _ = objects.table.add(.test(classIndex: 3, id: 26_001, score: 0.75))
        _ = objects.table.add(.test(classIndex: 2, id: 24_001))
        _ = objects.table.add(.test(classIndex: 2, id: 24_002, score: 0.5))
        objects.table.objects[0].extent.add(row: 4, 10, 13)
        objects.table.objects[0].extent.add(row: 5, 12, 13)
        objects.table.objects[2].extent.add(row: 0, 0, 1)
        objects.table.stuff[1].add(row: 2, 0, 2)
        objects.table.stuff[0].add(row: 7, 6, 7)
        let segments = segments(objects.table, model, capacity: 10).rows
        #expect(segments.map(\.id) == [26_001, 24_002, 7, 8])
        #expect(segments.map(\.class_index) == [3, 2, 0, 1])
        #expect(segments.map(\.instance) == [1, 3, 0, 0])
        #expect(segments.map(\.thing) == [1, 1, 0, 0])
        #expect(segments.map(\.score) == [0.75, 0.5, 1, 1])
        #expect(segments.map(\.area) == [4, 1, 1, 2])
        #expect(segments.map(\.sigma.0) == [3, 3, 0, 0] && segments.map(\.sigma.1) == [4, 4, 0, 0])
        let first = segments[0]
        #expect((first.box_x, first.box_y) == (10, 4) && (first.box_width, first.box_height) == (3, 2))
        #expect(first.centre_x == (10 + 11 + 12 + 12) / 4 && first.centre_y == (4 + 4 + 4 + 5) / 4)
        #expect((segments[3].centre_x, segments[3].centre_y) == (0.5, 2))
    }

    /// All are counted, those that there is room for are written.
    @Test(arguments: [0, 1, 2, 3, 4])
    func aShortTableIsFilledUp(capacity: Int) throws {
        let model = try Self.model
        let written = segments(try Self.threeSegments, model, capacity: capacity)
        #expect(written.count == 3)
        #expect(written.rows.map(\.id).elementsEqual(([24_001, 7, 8] as [UInt32]).prefix(capacity)))
        #expect(written.isGuarded)
        #expect(segments(try Self.threeSegments, model, capacity: nil).count == 3)
    }

    /// Rows of a caller of another version: the fields that both know, and zeros behind them.
    @Test(arguments: [size - 4, size, size + 4, size + 40])
    func rowsAreAsLongAsTheCallersAre(rowSize: Int) throws {
        let model = try Self.model
        let whole = segments(try Self.threeSegments, model, capacity: 3)
        let other = segments(try Self.threeSegments, model, capacity: 3, rowSize: rowSize)
        #expect(other.isGuarded)
        for row in 0..<3 {
            let known = min(rowSize, Self.size)
            let bytes = other.bytes[row * rowSize..<(row + 1) * rowSize]
            #expect(bytes.prefix(known).elementsEqual(whole.bytes[row * Self.size..<row * Self.size + known]))
            #expect(bytes.dropFirst(known).allSatisfy { $0 == 0 })
        }
    }

    private static var model: Model {
        get throws {
            try TestModel.load(
                Architecture(kind: .panSECB, semanticChannels: 4, sigmas: 1, things: 2), stuff: [7, 8],
                things: [24, 26])
        }
    }

    private static var threeSegments: TestObjects {
        get throws {
            let objects = TestObjects(try model.architecture, pixels: 100)
            _ = objects.table.add(.test(classIndex: 2, id: 24_001))
            objects.table.objects[0].extent.add(row: 1, 2, 7)
            objects.table.stuff[0].add(row: 0, 0, 9)
            objects.table.stuff[1].add(row: 3, 1, 2)
            return objects
        }
    }

    private func segments(
        _ objects: TestObjects, _ model: Model, capacity: Int?, rowSize: Int = size
    ) -> (count: Int, bytes: [UInt8], rows: [pansecb_segment], isGuarded: Bool) {
        defer { withExtendedLifetime(objects) {} }
        return segments(objects.table, model, capacity: capacity, rowSize: rowSize)
    }

    private func segments(
        _ table: ObjectTable, _ model: Model, capacity: Int?, rowSize: Int = size
    ) -> (count: Int, bytes: [UInt8], rows: [pansecb_segment], isGuarded: Bool) {
        let bytes = (capacity ?? 0) * rowSize, guarded = 64
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes + guarded, alignment: 16)
        defer { memory.deallocate() }
        memory.initializeMemory(as: UInt8.self, repeating: 0xA5)
        var result = pansecb_result()
        result.segments = capacity == nil ? nil : memory.baseAddress!.assumingMemoryBound(to: pansecb_segment.self)
        result.segment_capacity = UInt32(capacity ?? 0)
        result.segment_size = UInt32(rowSize)
        SegmentList.write(table, model, &result)
        let written = min(Int(result.segment_count), capacity ?? 0)
        let rows =
            rowSize < Self.size
            ? []
            : (0..<written).map {
                memory.loadUnaligned(fromByteOffset: $0 * rowSize, as: pansecb_segment.self)
            }
        return (
            Int(result.segment_count), Array(memory[..<(written * rowSize)]), rows,
            memory[(written * rowSize)...].allSatisfy { $0 == 0xA5 }
        )
    }
}
