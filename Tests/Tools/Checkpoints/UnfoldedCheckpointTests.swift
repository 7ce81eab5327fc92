import Foundation
import PanSECB
import Testing

@testable import Checkpoints

/// A weight file becomes a checkpoint that converts to the same weight file.
@Suite struct UnfoldedCheckpointTests {
    @Test(arguments: MadeUpNetwork.names) func convertsBack(name: String) throws {
        let model = try MadeUpNetwork.model(name)
        for precision in [WeightPrecision.float32, .float16] {
            let file = NSTemporaryDirectory() + "unfolded-\(UUID().uuidString).pansecb"
            defer { try? FileManager.default.removeItem(atPath: file) }
            let bytes = try model.encoded(precision)
            try Data(bytes).write(to: URL(fileURLWithPath: file))
            let unfolded = try #require(try UnfoldedCheckpoint(file: file))
            #expect(unfolded.table.classes == model.table.classes)
            #expect(unfolded.table.someThingChannel == model.table.someThingChannel)
            let conversion = try Conversion(unfolded.checkpoint), weights = try conversion.weights()
            #expect(conversion.architecture == model.architecture && conversion.report.ignored.isEmpty)
            #expect(weights.map(\.name) == model.tensors.map(\.name))
            for (own, given) in zip(weights, model.tensors) {
                let stored =
                    precision == .float32 ? given.values : given.values.map { Half.float(bits: Half.bits($0)) }
                // The scale is 1 but for the rounding of 1 - epsilon.
                let isNear = zip(own.values, stored).allSatisfy { abs($0 - $1) <= 1e-6 * abs($1) }
                #expect(own.values.count == stored.count && isNear, "\(own.name)")
            }
        }
    }

    @Test func onlyWeightFiles() throws {
        #expect(try UnfoldedCheckpoint(file: Fixture.path("types_zip.pth")) == nil)
        #expect(try UnfoldedCheckpoint(file: "/nowhere/model.pansecb") == nil)
        var bytes = try MadeUpNetwork.model("erfnet").encoded(.float32)
        bytes[bytes.count / 2] ^= 1
        let error = #expect(throws: CheckpointError.self) { try UnfoldedCheckpoint(file: "x", bytes: bytes) }
        #expect(error?.kind == .damaged && error?.file == "x")
    }
}
