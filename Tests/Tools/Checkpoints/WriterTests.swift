import Foundation
import Testing

@testable import Checkpoints

/// Files that are written: safetensors, and any file at once or not at all.
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

    @Test func replacesFilesAtOnce() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = folder + "/m.pansecb"
        try AtomicFile.write([1, 2, 3], to: file)
        try AtomicFile.write([4], to: file)
        #expect(FileManager.default.contents(atPath: file) == Data([4]))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["m.pansecb"])

        // Neither a pipe, nor a link to one, is replaced.
        #expect(mkfifo(folder + "/pipe", 0o600) == 0)
        try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: folder + "/pipe")
        for name in ["/pipe", "/link"] {
            #expect(
                #expect(throws: CheckpointError.self) { try AtomicFile.write([5], to: folder + name) }?.kind
                    == .cannotWrite)
        }
        for name in ["/pipe", "/link"] { try FileManager.default.removeItem(atPath: folder + name) }

        // A folder can't be replaced by a file; nothing may be left behind.
        try FileManager.default.createDirectory(atPath: folder + "/taken", withIntermediateDirectories: true)
        #expect(
            #expect(throws: CheckpointError.self) { try AtomicFile.write([5], to: folder + "/taken") }?.kind
                == .cannotWrite)
        #expect(throws: CheckpointError.self) { try AtomicFile.write([5], to: folder + "/missing/m.pansecb") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["m.pansecb", "taken"])
    }

    @Test func printsNoControlCharacters() {
        #expect("a\u{1B}[31mö\n\u{202E}".printable == "a\\u{1B}[31mö\\n\\u{202E}")
        #expect(
            CheckpointError(.damaged, file: "f", tensor: "a\u{1B}", "is bad", fix: "Do").description
                == "f: tensor \"a\\u{1B}\": is bad. Do")
    }
}
