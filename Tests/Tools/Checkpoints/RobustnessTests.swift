import Foundation
import SplitMix
import Testing

@testable import Checkpoints

/// Damaged files give an error or a result. That the tests end at all is what they show.
@Suite struct RobustnessTests {
    static let files = Fixture.readable + Fixture.refused.map(\.file).filter { $0 != "make_fixtures.py" }

    /// Reads all there is.
    private func read(_ bytes: [UInt8]) {
        guard let checkpoint = try? Checkpoint(file: "damaged", bytes: bytes) else { return }
        for tensor in checkpoint.tensors where tensor.count < 10_000 {
            if tensor.elementType.isFloatingPoint { _ = try? tensor.floats() }
        }
        _ = try? Conversion(checkpoint)
    }

    @Test(arguments: files) func survivesEveryTruncation(file: String) throws {
        let bytes = try Fixture.bytes(file)
        for count in 0..<bytes.count { read(Array(bytes.prefix(count))) }
    }

    @Test(arguments: files) func survivesRandomChanges(file: String) throws {
        let bytes = try Fixture.bytes(file)
        var random = SplitMix64(seed: UInt64(bytes.count))
        for _ in 0..<1000 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                // Extreme values find more than arbitrary ones.
                changed[place] = [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)].randomElement(
                    using: &random)!
            }
            read(changed)
        }
    }

    @Test func truncatedFilesAreErrors() throws {
        for file in ["training_legacy.pth", "training_zip.pth", "types.safetensors"] {
            let bytes = try Fixture.bytes(file)
            for count in stride(from: 0, to: bytes.count, by: 7) {
                #expect(throws: CheckpointError.self, "\(file), \(count) bytes") {
                    try Checkpoint(file: "cut", bytes: Array(bytes.prefix(count)))
                }
            }
        }
    }

    /// Small files must not make the machine fill the memory, recurse without end, or run for ever.
    @Test func stopsPicklesThatGrow() throws {
        // A dictionary of a thousand items, copied a hundred thousand times.
        var pickle: [UInt8] = [0x80, 2, 0x7D, 0x71, 0, 0x28] + [UInt8](repeating: 0x4E, count: 2000) + [0x75]
        for _ in 0..<100_000 { pickle += [0x63] + Array("collections\nOrderedDict\n".utf8) + [0x68, 0, 0x85, 0x52] }
        pickle.append(0x2E)
        var reader = ByteReader(pickle)
        #expect(
            #expect(throws: CheckpointError.self) { try PickleMachine.run(&reader) }?.problem.contains("values") == true
        )

        // A million tuples in one another.
        var deep = ByteReader([0x80, 2, 0x4E] + [UInt8](repeating: 0x85, count: 1_000_000) + [0x2E])
        #expect(throws: Never.self) { try PickleMachine.run(&deep) }

        var endless = ByteReader([UInt8](repeating: 0x4E, count: (1 << 23) + 1))
        #expect(throws: CheckpointError.self) { try PickleMachine.run(&endless) }
    }
}
