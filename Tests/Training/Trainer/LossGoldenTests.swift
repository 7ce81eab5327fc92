import Datasets
import Images
import Testing

@testable import Training

/// All parts of the loss, and their gradients with respect to the outputs, against PyTorch in double precision.
@Suite struct LossGoldenTests {
    @Test(arguments: LossFixture.all) func lossesAreThoseOfPyTorch(fixture: LossFixture) throws {
        let context = Context(workers: try Workers(threads: 2), store: ParameterStore())
        let (n, h, w, pixels) = (fixture.batch, fixture.height, fixture.width, fixture.height * fixture.width),
            offsets = 2 + fixture.sigmas
        func tensor(_ values: [Float], _ channels: Int) -> Tensor {
            let tensor = context.pool.take(n, h, w, 16)
            tensor.set(values, channels: channels)
            return tensor
        }
        /// Some channels of [N, C, H, W] of the instance output.
        func part(_ first: Int, _ count: Int) -> [Float] {
            var result: [Float] = []
            for image in 0..<n {
                let start = (image * (offsets + 8) + first) * pixels
                result += fixture.instance[start..<start + count * pixels]
            }
            return result
        }
        let outputs = TrainableNetwork.Outputs(
            semantic: tensor(fixture.semantic, 13), offsets: tensor(part(0, offsets), offsets),
            seeds: tensor(part(offsets, 8), 8))
        var weights = LossWeights(semantic: fixture.semanticWeights, seed: fixture.seedWeights)
        weights.lovaszFactor = Double(fixture.lovaszWeight)
        weights.varianceFactor = Double(fixture.varianceWeight)
        weights.seedFactor = Double(fixture.seedWeight)
        weights.pullsToCentre = fixture.centersOnPixels
        let targets = try (0..<n).map {
            try GoldenTargets.targets(fixture.ids[$0 * pixels..<($0 + 1) * pixels], width: w, height: h)
        }
        let found = Losses(weights, sigmas: fixture.sigmas, context).evaluate(outputs, targets)

        GoldenTargets.compare(found, weights, fixture.losses, tolerance: 1e-5)
        let ownOffsets = outputs.offsets!.planar(0..<offsets), ownSeeds = outputs.seeds!.planar(0..<8)
        var instance: [Float] = []
        for image in 0..<n {
            instance += ownOffsets[image * offsets * pixels..<(image + 1) * offsets * pixels]
            instance += ownSeeds[image * 8 * pixels..<(image + 1) * 8 * pixels]
        }
        for (part, difference) in fixture.differences(
            semanticGradient: outputs.semantic!.planar(0..<13), instanceGradient: instance)
        {
            #expect(difference <= 1e-4, "gradient of \(part): differs by \(difference) of its largest")
        }
    }
}

enum GoldenTargets {
    static func targets(
        _ ids: some Sequence<Int32>, width: Int, height: Int, _ classes: TrainingClasses = .cityscapes
    ) throws -> Training.Targets {
        let decoded = classes.targets(
            of: try LabelMap16(width: width, height: height, labels: ids.map { UInt16($0) }))
        return Training.Targets(
            width: width, height: height, semantic: decoded.semantic, object: decoded.object,
            objects: decoded.objects.map { .init(thing: $0.thing) }, mayBeObject: decoded.mayBeObject)
    }

    /// All parts, of which the fixture's are not weighted, as shares of themselves.
    static func compare(
        _ found: LossParts, _ weights: LossWeights, _ expected: FixtureLosses, tolerance: Double, _ what: String = ""
    ) {
        let pairs = [
            ("total", found.total, expected.total), ("cross entropy", found.semantic, expected.crossEntropy),
            ("embedding", found.embedding, expected.embedding),
            ("lovasz", found.lovasz / weights.lovaszFactor, expected.lovasz),
            ("variance", found.variance / weights.varianceFactor, expected.variance),
            ("seed", found.seed / weights.seedFactor, expected.seed),
        ]
        for (part, own, wanted) in pairs {
            #expect(
                abs(own - Double(wanted)) <= tolerance * max(abs(Double(wanted)), 1e-3),
                "\(what) \(part): \(own), PyTorch \(wanted)")
        }
    }
}
