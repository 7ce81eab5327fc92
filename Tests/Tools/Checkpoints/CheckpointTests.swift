import Foundation
import PanSECB
import Testing

@testable import Checkpoints

/// What PyTorch and safetensors wrote is found as it was.
@Suite struct CheckpointTests {
    @Test(arguments: Fixture.readable) func findsEveryTensor(file: String) throws {
        let checkpoint = try Checkpoint(file: Fixture.path(file)), expected = try Fixture.expected(file)
        #expect(checkpoint.location == expected.location)
        #expect(checkpoint.otherTensors == expected.otherTensors)
        #expect(checkpoint.tensors.map(\.name).sorted() == expected.tensors.map(\.name).sorted())
        for tensor in expected.tensors {
            let found = try #require(checkpoint.tensor(tensor.name))
            #expect(found.shape == tensor.shape, "\(tensor.name)")
            #expect(found.elementType.name == tensor.type, "\(tensor.name)")
            if found.elementType.isFloatingPoint { #expect(try found.floats() == tensor.values, "\(tensor.name)") }
        }
    }

    @Test func tellsFormatsByContent() throws {
        #expect(try Checkpoint(file: Fixture.path("types_legacy.pth")).format == .pyTorchLegacy)
        #expect(try Checkpoint(file: Fixture.path("types_zip.pth")).format == .pyTorchZip)
        #expect(try Checkpoint(file: "x.pth", bytes: try Fixture.bytes("types.safetensors")).format == .safetensors)
    }

    @Test(arguments: Fixture.refused.map(\.file)) func refuses(file: String) throws {
        let (_, kind, words) = Fixture.refused.first { $0.file == file }!
        let error = #expect(throws: CheckpointError.self) { try Checkpoint(file: Fixture.path(file)) }
        #expect(error?.kind == kind)
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        #expect(error?.file == Fixture.path(file))
    }

    /// The hostile files would leave this file behind.
    @Test func executesNothing() throws {
        for file in ["hostile_legacy.pth", "hostile_zip.pth"] { _ = try? Checkpoint(file: Fixture.path(file)) }
        #expect(!FileManager.default.fileExists(atPath: "checkpoint-was-executed"))
    }

    @Test func namesMissingFiles() {
        let error = #expect(throws: CheckpointError.self) { try Checkpoint(file: "/nowhere/model.pth") }
        #expect(error?.kind == .cannotRead)
        #expect(error?.description.contains("/nowhere/model.pth") == true)
        #expect(
            #expect(throws: CheckpointError.self) { try Checkpoint(file: NSTemporaryDirectory()) }?.kind == .cannotRead)
    }

    @Test func knowsWhatPeopleGiveByMistake() throws {
        func problem(_ bytes: [UInt8]) -> String {
            #expect(throws: CheckpointError.self) { try Checkpoint(file: "x", bytes: bytes) }?.description ?? ""
        }
        #expect(problem([]).contains("empty"))
        #expect(problem(WeightFileLayout.magic).contains("converted already"))
        #expect(problem(Array("version https://git-lfs.github.com/spec/v1\n".utf8)).contains("git lfs pull"))
    }
}
