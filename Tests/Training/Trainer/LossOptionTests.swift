import Foundation
import GoldenFiles
import Testing

@testable import Training

/// A case of `Tests/Golden/data/training/options.safetensors`: a part of the loss that settings add or change.
struct LossOptionFixture: CustomStringConvertible {
    let name: String
    let batch: Int, height: Int, width: Int
    let ids: [Int32]
    let loss: Double
    let gradient: [Float]
    let weights: LossWeights
    /// Raw outputs and the teacher's logits, [N][channels][H][W].
    let semantic: [Float], teacher: [Float], offsets: [Float], sigmas: [Float], seeds: [Float]
    let isTaught: Bool
    let expectedBits: UInt64

    var description: String { name }
    /// Whether the loss is that of the seeds; else of the classes.
    var isOfSeeds: Bool { !weights.seedsOnVoid }
    var pixels: Int { height * width }

    static let all: [LossOptionFixture] = {
        let file = try! Safetensors.training("options")
        return try! file.text("cases").split(separator: " ").map { try LossOptionFixture(file, String($0)) }
    }()

    private init(_ file: Safetensors, _ name: String) throws {
        self.name = name
        guard let ids = file.int32("\(name)/ids"), let shape = file.shape("\(name)/ids") else {
            throw FixtureError("\(name) has no ids")
        }
        self.ids = ids
        (batch, height, width) = (shape[0], shape[1], shape[2])
        loss = Double(try file.array("\(name)/loss")[0])
        gradient = try file.array("\(name)/gradient")
        expectedBits = try file.number("\(name).outputs")
        var weights = LossWeights(semantic: try file.array("semantic_weights"), seed: try file.array("seed_weights"))
        weights.semanticLovaszFactor = try file.number("\(name).lovasz")
        weights.seedsOnVoid = try file.number("\(name).on_void")
        let share: Double = try file.number("\(name).teacher")
        isTaught = share >= 0
        weights.teacherShare = share
        self.weights = weights
        let noise = try file.text("\(name).noise"), pixels = shape.reduce(1, *)
        func made(_ part: String, _ channels: Int, _ low: Double, _ high: Double) -> [Float] {
            HashNoise("\(noise) \(part)").uniform(channels * pixels, low, high)
        }
        semantic = made("semantic", 13, -3, 3)
        teacher = made("teacher", 13, -4, 4)
        offsets = made("offsets", 2, -0.005, 0.005)
        sigmas = made("sigmas", 1, 0.625, 1.125)
        seeds = made("seeds", 8, -3, 3)
    }

    func targets() throws -> [Training.Targets] {
        try (0..<batch).map { image in
            var targets = try GoldenTargets.targets(
                ids[image * pixels..<(image + 1) * pixels], width: width, height: height)
            if isTaught { targets.taught = shares(image) }
            return targets
        }
    }

    /// Softmax of the teacher's logits but void's, [H][W][16].
    private func shares(_ image: Int) -> [Float] {
        (0..<pixels).flatMap { pixel in
            let powers = (0..<12).map { exp(Double(teacher[(image * 13 + $0) * pixels + pixel])) }
            let sum = powers.reduce(0, +)
            return powers.map { Float($0 / sum) } + [0, 0, 0, 0]
        }
    }
}

/// Lovasz softmax, a teacher, and seeds that ignore void, against PyTorch in double precision.
@Suite struct LossOptionTests {
    @Test(arguments: LossOptionFixture.all) func outputsAreTheReferences(fixture: LossOptionFixture) {
        let all = [fixture.semantic, fixture.teacher, fixture.offsets, fixture.sigmas, fixture.seeds]
        #expect(all.reduce(0) { $0 &+ $1.bitSum } == fixture.expectedBits)
    }

    @Test(arguments: LossOptionFixture.all) func lossesAreThoseOfPyTorch(fixture: LossOptionFixture) throws {
        let context = Context(workers: try Workers(threads: 2), store: ParameterStore())
        func tensor(_ values: [Float], _ channels: Int) -> Tensor {
            let tensor = context.pool.take(fixture.batch, fixture.height, fixture.width, 16)
            tensor.set(values, channels: channels)
            return tensor
        }
        let outputs = TrainableNetwork.Outputs(
            semantic: tensor(fixture.semantic, 13), offsets: tensor(offsetsAndSigmas(fixture), 3),
            seeds: tensor(fixture.seeds, 8))
        let found = Losses(fixture.weights, sigmas: 1, context).evaluate(outputs, try fixture.targets())
        let loss = fixture.isOfSeeds ? found.seed : found.semantic
        #expect(abs(loss - fixture.loss) <= 1e-5 * fixture.loss, "\(loss), PyTorch \(fixture.loss)")

        let gradient = fixture.isOfSeeds ? outputs.seeds!.planar(0..<8) : outputs.semantic!.planar(0..<13)
        try #require(gradient.count == fixture.gradient.count)
        let largest = fixture.gradient.reduce(0) { max($0, abs($1)) }
        let difference = zip(gradient, fixture.gradient).reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(largest > 0 && difference <= 1e-4 * largest, "differs by \(difference / largest) of the largest")
    }

    private func offsetsAndSigmas(_ fixture: LossOptionFixture) -> [Float] {
        let pixels = fixture.pixels
        return (0..<fixture.batch).flatMap { image -> [Float] in
            let offsets = fixture.offsets[2 * image * pixels..<2 * (image + 1) * pixels]
            return Array(offsets) + fixture.sigmas[image * pixels..<(image + 1) * pixels]
        }
    }
}
