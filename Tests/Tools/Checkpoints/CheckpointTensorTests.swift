import Testing

@testable import Checkpoints

/// Views are checked against their storage before a value is read.
@Suite struct CheckpointTensorTests {
    private let file = (0..<16).flatMap { value in
        withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { Array($0) }
    }

    private func tensor(_ shape: [Int], offset: Int = 0, strides: [Int]? = nil, storage: Range<Int> = 0..<64) throws
        -> CheckpointTensor
    {
        try CheckpointTensor(
            name: "t", shape: shape, elementType: .float32, file: file, storage: storage, offset: offset,
            strides: strides)
    }

    @Test func readsViews() throws {
        #expect(try tensor([2, 3]).floats() == [0, 1, 2, 3, 4, 5])
        #expect(try tensor([3, 2], offset: 1, strides: [1, 3]).floats() == [1, 4, 2, 5, 3, 6])
        #expect(try tensor([2, 2], offset: 15, strides: [0, 0]).floats() == [15, 15, 15, 15])
        #expect(try tensor([], offset: 3).floats() == [3])
        #expect(try tensor([2], storage: 8..<16).floats() == [2, 3])
        #expect(try tensor([0, 5], offset: 1000).floats() == [])
        #expect(try tensor([1, 2], strides: [Int.max, 1]).floats() == [0, 1])
    }

    @Test(arguments: [
        ([17], 0, [1]), ([16], 1, [1]), ([2], 0, [16]), ([2], -1, [1]), ([2], 0, [-1]), ([2, 2], 0, [1]),
        ([-1], 0, [1]),
        ([Int.max, 2], 0, [0, 0]), ([1 << 30], 0, [0]), ([3], 0, [Int.max]), ([2], Int.max, [1]),
        ([2, 2], 0, [Int.max, Int.max]),
        ([Int](repeating: 1, count: 17), 0, [Int](repeating: 1, count: 17)), ([3], 14, [1]),
    ]) func refusesViewsOutside(shape: [Int], offset: Int, strides: [Int]) {
        #expect(throws: CheckpointError.self) { try tensor(shape, offset: offset, strides: strides) }
    }

    /// Strides of 0 make a tensor of any size of a few bytes.
    @Test func refusesLargeTensorsOfFewElements() throws {
        #expect(try tensor([CheckpointTensor.maxRepeated], strides: [0]).floats().count == CheckpointTensor.maxRepeated)
        let large = try tensor([CheckpointTensor.maxRepeated + 1], strides: [0])
        #expect(throws: CheckpointError.self) { try large.floats() }
    }

    @Test func refusesStoragesOutside() {
        #expect(throws: CheckpointError.self) { try tensor([1], storage: 0..<65) }
        #expect(throws: CheckpointError.self) { try tensor([3], storage: 0..<11) }
    }
}
