import PanSECB
import Testing

@testable import Checkpoints

@Suite struct InputNormalisationTests {
    /// What PyTorch computed of the fixture's image, as though that came from a picture by normalisation.
    private func reference(_ name: String, _ normalisation: InputNormalisation) throws -> ReferenceOutputs {
        var reference = try ReferenceOutputs(
            file: Fixture.path("\(name).outputs.safetensors"), for: try MadeUpNetwork.model(name).architecture)
        let seen = reference.image, pixels = seen.count / 3
        reference.image = (0..<3).flatMap { colour in
            let channel = normalisation.isBGR ? 2 - colour : colour
            return seen[channel * pixels..<(channel + 1) * pixels].map {
                $0 * Float(normalisation.deviation[colour]) + Float(normalisation.mean[colour])
            }
        }
        return reference
    }

    private func check(_ name: String, _ normalisation: InputNormalisation) throws -> ConversionCheck {
        var model = try MadeUpNetwork.model(name)
        model.tensors = try normalisation.folded(into: model.tensors, of: model.architecture)
        return try ConversionCheck(
            weightFile: try model.encoded(.float32), precision: .float32, against: try reference(name, normalisation))
    }

    @Test(arguments: MadeUpNetwork.names) func deviationAndOrderAreExact(name: String) throws {
        for normalisation in [
            try InputNormalisation(isBGR: true), try InputNormalisation(deviation: [0.5, 0.25, 0.75]),
            try InputNormalisation(deviation: [0.5, 0.25, 0.75], isBGR: true),
        ] {
            #expect(normalisation.isExact && !normalisation.isIdentity)
            let check = try check(name, normalisation)
            #expect(check.outputs.allSatisfy { $0.ratio < 1e-5 }, "\(check.outputs)")
        }
        // Without it the wrong colours show.
        let plain = try ConversionCheck(
            weightFile: try MadeUpNetwork.model(name).encoded(.float32), precision: .float32,
            against: try reference(name, InputNormalisation(isBGR: true)))
        #expect(!plain.passes)
    }

    /// A mean is exact inside, for each pixel of the first layer whose window lies inside the image, and not at the
    /// edge.
    @Test(arguments: [false, true]) func meanIsExactInside(isBGR: Bool) throws {
        let normalisation = try InputNormalisation(
            mean: [0.25, 0.5, 0.125], deviation: [0.5, 0.25, 2], isBGR: isBGR)
        #expect(!normalisation.isExact)
        let model = try MadeUpNetwork.model("pansecb")
        let folded = try normalisation.folded(into: model.tensors, of: model.architecture)
        func values(_ tensors: [WeightTensor], _ name: String) throws -> [Double] {
            try #require(tensors.first { $0.name == "encoder.initial_block.\(name)" }).values.map(Double.init)
        }
        // Three colours at nine places; what the network sees of them has its own order.
        let colours = (0..<3).map { colour -> [Double] in
            (0..<9).map { (tap: Int) -> Double in Double((7 * colour + 3 * tap) % 11) / 11 }
        }
        let seen = (0..<3).map { channel -> [Double] in
            let colour = isBGR ? 2 - channel : channel
            return colours[colour].map { ($0 - normalisation.mean[colour]) / normalisation.deviation[colour] }
        }
        let (old, new) = (try values(model.tensors, "weight"), try values(folded, "weight"))
        let (oldBias, newBias) = (try values(model.tensors, "bias"), try values(folded, "bias"))
        for output in 0..<13 {
            func sum(_ weight: [Double], _ pixels: [[Double]]) -> Double {
                (0..<27).reduce(0) { $0 + weight[output * 27 + $1] * pixels[$1 / 9][$1 % 9] }
            }
            #expect(abs(sum(old, seen) + oldBias[output] - sum(new, colours) - newBias[output]) < 1e-6)
        }
        let (oldPool, newPool) = (try values(model.tensors, "pool_scale"), try values(folded, "pool_scale"))
        for colour in 0..<3 {
            let channel = isBGR ? 2 - colour : colour
            let before = oldPool[channel] * seen[channel].max()! + oldBias[13 + channel]
            #expect(abs(before - newPool[colour] * colours[colour].max()! - newBias[13 + colour]) < 1e-6)
        }
        let edges = try check("pansecb", try InputNormalisation(mean: [0.25, 0.25, 0.25], deviation: [0.5, 0.5, 0.5]))
        #expect(!edges.passes)
    }

    @Test(arguments: [Float(-0.01), 1.01, 255, .nan]) func refusesImagesThatTheLibraryNeverGives(value: Float) throws {
        var image = [Float](repeating: 0.5, count: 3 * 8 * 8)
        image[77] = value
        let file = try SafetensorsWriter.encode([
            .init(name: "image", shape: [3, 8, 8], values: image),
            .init(name: "semantic", shape: [20, 8, 8], values: [Float](repeating: 0, count: 20 * 64)),
        ])
        do {
            let architecture = try MadeUpNetwork.model("erfnet").architecture
            _ = try ReferenceOutputs(try Checkpoint(file: "made up", bytes: file), for: architecture)
            Issue.record("it was taken")
        } catch let error as CheckpointError {
            #expect(error.kind == .badValue && error.tensor == "image" && error.problem.contains("0 to 1"))
        }
    }

    @Test func refusesWhatIsNoNormalisation() throws {
        for mean in [[0.5, 0.5], [-0.1, 0, 0], [103.9, 116.8, 123.7], [.nan, 0, 0]] {
            #expect(throws: CheckpointError.self) { try InputNormalisation(mean: mean) }
        }
        for deviation in [[1, 1], [0, 1, 1], [-1, 1, 1], [1, 1, .infinity]] {
            #expect(throws: CheckpointError.self) { try InputNormalisation(deviation: deviation) }
        }
        #expect(try InputNormalisation().isIdentity)
    }
}
