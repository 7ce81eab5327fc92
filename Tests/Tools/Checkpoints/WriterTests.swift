import Foundation
import Testing

@testable import Checkpoints

/// Safetensors that are written, and what errors say.
@Suite struct WriterTests {
    @Test func writesSafetensors() throws {
        let tensors = [
            SafetensorsWriter.Tensor(name: "image \"1\"/é", shape: [1, 2, 3], values: [1, -2, 3, .pi, 5, 6]),
            SafetensorsWriter.Tensor(name: "scalar", shape: [], values: [0.5]),
            SafetensorsWriter.Tensor(name: "empty", shape: [0, 4], values: []),
        ]
        let bytes = try SafetensorsWriter.encode(tensors, metadata: ["format": "pt"])
        #expect(bytes[0] % 8 == 0)
        let read = try Checkpoint(file: "x", bytes: bytes)
        #expect(read.format == .safetensors)
        for tensor in tensors {
            let found = try #require(read.tensor(tensor.name))
            #expect(found.shape == tensor.shape)
            #expect(try found.floats() == tensor.values)
        }
    }

    @Test func refusesWrongShapes() {
        #expect(throws: CheckpointError.self) {
            try SafetensorsWriter.encode([.init(name: "a", shape: [2], values: [1])])
        }
        #expect(throws: CheckpointError.self) {
            try SafetensorsWriter.encode([
                .init(name: "a", shape: [1], values: [1]), .init(name: "a", shape: [1], values: [1]),
            ])
        }
    }

    @Test func errorsHaveNoControlCharacters() {
        #expect(
            CheckpointError(.damaged, file: "f", tensor: "a\u{1B}", "is bad", fix: "Do").description
                == "f: tensor \"a\\u{1B}\": is bad. Do")
    }
}
