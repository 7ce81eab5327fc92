import GoldenFiles

/// A case of `Tests/Golden/data/training/losses.safetensors`: made-up outputs of a network, their losses, and what of
/// them flows back. Arrays are [N][C][H][W], the last fastest.
struct LossFixture: CustomStringConvertible {
    let name: String
    let batch: Int
    let height: Int
    let width: Int
    let sigmas: Int
    /// Factors of the three losses of the instance output.
    let lovaszWeight: Float
    let varianceWeight: Float
    let seedWeight: Float
    /// Whether a Gaussian's centre is the mean pixel of its object; otherwise it is its mean embedding.
    let centersOnPixels: Bool
    /// Cross entropy's factor of each semantic channel, and the seed loss's of each thing.
    let semanticWeights: [Float]
    let seedWeights: [Float]
    /// Cityscapes instanceIds [N][H][W].
    let ids: [Int32]
    /// The network's raw outputs: [N][13][H][W] and [N][2 + S + 8][H][W].
    let semantic: [Float]
    let instance: [Float]
    let losses: FixtureLosses
    /// How far PyTorch in single precision comes from the gradients, as a share of the largest of a part.
    let drift: Float
    /// Sum of the outputs' bits in the reference.
    let expectedBits: UInt64

    private let semanticGradient: [Float]
    private let parts: [Part]
    /// The sum over mirror images stands for the gradient of the offsets: see
    /// `Tests/Golden/make/make_training_losses.py`.
    private let folded: Bool

    private struct Part {
        let name: String
        let channels: Range<Int>
        let gradient: [Float]
    }

    var description: String { name }

    static let all: [LossFixture] = {
        let file = try! Safetensors.training("losses")
        return try! file.text("cases").split(separator: " ").map { try LossFixture(file, String($0)) }
    }()

    private init(_ file: Safetensors, _ name: String) throws {
        self.name = name
        guard let ids = file.int32("\(name)/ids"), let shape = file.shape("\(name)/ids") else {
            throw FixtureError("\(name) has no ids")
        }
        (batch, height, width) = (shape[0], shape[1], shape[2])
        self.ids = ids
        sigmas = try file.number("\(name).sigmas")
        lovaszWeight = try file.number("\(name).lovasz")
        varianceWeight = try file.number("\(name).variance")
        seedWeight = try file.number("\(name).seed")
        centersOnPixels = try file.number("\(name).to_center")
        folded = try file.number("\(name).folded")
        drift = try file.number("\(name).drift")
        expectedBits = try file.number("\(name).outputs")
        semanticWeights = try file.array("semantic_weights")
        seedWeights = try file.array("seed_weights")
        losses = try FixtureLosses(try file.array("\(name)/losses"))
        semanticGradient = try file.array("\(name)/semantic_gradient")

        let sigmas = sigmas, area = height * width, batch = batch
        parts = [
            Part(name: "offsets", channels: 0..<2, gradient: try file.array("\(name)/offset_gradient")),
            Part(name: "sigmas", channels: 2..<2 + sigmas, gradient: try file.array("\(name)/sigma_gradient")),
            Part(name: "seeds", channels: 2 + sigmas..<10 + sigmas, gradient: try file.array("\(name)/seed_gradient")),
        ]
        let noise = try file.text("\(name).noise")
        func made(_ part: String, _ channels: Int, _ low: Double, _ high: Double) -> [Float] {
            HashNoise("\(noise) \(part)").uniform(batch * channels * area, low, high)
        }
        semantic = made("semantic", 13, -3, 3)
        let outputs = [
            folded ? [Float](repeating: 0, count: batch * 2 * area) : made("offsets", 2, -0.005, 0.005),
            made("sigmas", sigmas, 0.625, 1.125), made("seeds", 8, -3, 3),
        ]
        instance = (0..<batch).flatMap { image in
            outputs.flatMap { part in part[image * part.count / batch..<(image + 1) * part.count / batch] }
        }
    }

    /// Differences of the total loss's gradients with respect to the outputs: of each part the largest, as a share of
    /// the part's largest gradient (where there is none, as it is).
    func differences(semanticGradient: [Float], instanceGradient: [Float]) -> [(part: String, difference: Float)] {
        [("semantic", LossFixture.difference(semanticGradient, self.semanticGradient))]
            + parts.map { part in
                let found = channels(part.channels, of: instanceGradient)
                return (
                    part.name,
                    LossFixture.difference(folded && part.name == "offsets" ? fold(found) : found, part.gradient)
                )
            }
    }

    private func channels(_ channels: Range<Int>, of gradient: [Float]) -> [Float] {
        let area = height * width, image = (10 + sigmas) * area
        guard gradient.count == batch * image else { return [] }
        return (0..<batch).flatMap {
            gradient[$0 * image + channels.lowerBound * area..<$0 * image + channels.upperBound * area]
        }
    }

    /// [N][2][H][W] -> [N][2][H / 2][W / 2], summed over the mirror images.
    private func fold(_ gradient: [Float]) -> [Float] {
        guard gradient.count == batch * 2 * height * width else { return [] }
        return (0..<batch * 2).flatMap { plane in
            (0..<height / 2).flatMap { y in
                (0..<width / 2).map { x in
                    func at(_ y: Int, _ x: Int) -> Float { gradient[(plane * height + y) * width + x] }
                    let acrossX: Float = plane % 2 == 0 ? -1 : 1
                    let left = at(y, x) + acrossX * at(y, width - 1 - x)
                    let lower = at(height - 1 - y, x) + acrossX * at(height - 1 - y, width - 1 - x)
                    return left - acrossX * lower
                }
            }
        }
    }

    private static func difference(_ found: [Float], _ expected: [Float]) -> Float {
        guard found.count == expected.count, found.allSatisfy(\.isFinite) else { return .infinity }
        let scale = expected.reduce(0) { max($0, abs($1)) }
        let worst = zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
        return scale > 0 ? worst / scale : worst
    }
}
