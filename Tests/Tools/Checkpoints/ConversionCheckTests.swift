import PanSECB
import Testing

@testable import Checkpoints

/// The converted network computes what PyTorch computed.
@Suite struct ConversionCheckTests {
    @Test(arguments: MadeUpNetwork.names) func agreesWithPyTorch(name: String) throws {
        let model = try MadeUpNetwork.model(name)
        let reference = try ReferenceOutputs(file: Fixture.path("\(name).outputs.safetensors"), for: model.architecture)
        #expect(reference.width == 24 && reference.height == 16)
        let single = try ConversionCheck(
            weightFile: try model.encoded(.float32), precision: .float32, against: reference)
        #expect(
            single.outputs.map(\.output)
                == (name == "pansecb" ? ["semantic", "instance"] : name == "erfnet" ? ["semantic"] : ["instance"]))
        #expect(single.outputs.allSatisfy { $0.ratio < 1e-5 }, "\(single.outputs)")
        #expect(single.passes && single.refusal == nil)
        let half = try ConversionCheck(weightFile: try model.encoded(.float16), precision: .float16, against: reference)
        #expect(half.passes, "\(half.outputs)")
    }

    /// A fault that only changes numbers, not shapes, is what the check is there for.
    @Test func findsFaults() throws {
        var network = try MadeUpNetwork("pansecb")
        let architecture = try MadeUpNetwork.model("pansecb").architecture
        let reference = try ReferenceOutputs(file: Fixture.path("pansecb.outputs.safetensors"), for: architecture)
        network["decoders.1.layers.3.bn.running_mean"][0] += 0.05
        let check = try ConversionCheck(
            weightFile: try network.model().encoded(.float32), precision: .float32, against: reference)
        #expect(!check.passes)
        #expect(check.refusal?.kind == .outputsDiffer)
        #expect(check.outputs[0].ratio < 1e-5)
        #expect(check.outputs[1].ratio > 1e-4)
    }

    @Test func refusesOutputsOfAnotherNetwork() throws {
        let architecture = try MadeUpNetwork.model("pansecb").architecture
        #expect(throws: CheckpointError.self) {
            try ReferenceOutputs(file: Fixture.path("erfnet.outputs.safetensors"), for: architecture)
        }
        #expect(throws: CheckpointError.self) {
            try ReferenceOutputs(file: Fixture.path("types.safetensors"), for: architecture)
        }
    }

    @Test func comparesValues() {
        let close = OutputComparison(output: "x", expected: [1, -4, 2], computed: [1, -4.5, 2.25])
        #expect(close.largestError == 0.5 && close.largestMagnitude == 4 && close.ratio == 0.125)
        #expect(OutputComparison(output: "x", expected: [0], computed: [0]).ratio == 0)
        for wrong: [Float] in [[.nan, 1], [1, .nan], [.infinity, 1], [1]] {
            #expect(OutputComparison(output: "x", expected: [1, 1], computed: wrong).largestError == .infinity)
        }
        #expect(OutputComparison(output: "x", expected: [.nan, 1], computed: [1, 1]).largestError == .infinity)
    }
}
