import Checkpoints
import Datasets
import PanSECB
import Testing

@testable import Training

/// The whole network in training against PyTorch in double precision. Rounding is multiplied on the way, so each tensor
/// may differ by 1e-3 of its largest value, or by a few times what PyTorch in single precision differs from itself,
/// where that is more.
@Suite struct NetworkGoldenTests {
    private func network(_ fixture: FixtureNetwork, _ start: HashTraining, _ workers: Workers) throws
        -> TrainableNetwork
    {
        let network = TrainableNetwork(fixture.architecture, workers)
        for parameter in network.store.parameters {
            network.set(parameter, try #require(start.tensors[parameter.name]).values)
        }
        for statistic in network.statistics {
            #expect(network.setStatistic(statistic.name, try #require(start.tensors[statistic.name]).values))
        }
        return network
    }

    private func samples(_ pictures: TrainingPictures, _ index: Int, _ classes: TrainingClasses) throws -> [Sample] {
        let (width, height) = (TrainingPictures.width, TrainingPictures.height), pixels = width * height,
            batch = pictures.microBatch(index)
        return try (0..<2).map { n in
            var bytes = [UInt8](repeating: 0, count: 3 * pixels)
            for c in 0..<3 {
                for i in 0..<pixels {
                    bytes[3 * i + c] = UInt8((batch.images[(n * 3 + c) * pixels + i] * 255).rounded())
                }
            }
            return Sample(
                width: width, height: height, pixels: bytes,
                targets: try GoldenTargets.targets(
                    batch.ids[n * pixels..<(n + 1) * pixels], width: width, height: height, classes), name: "\(n)")
        }
    }

    private func compare(_ digest: TensorDigest, _ what: String, _ found: [String: [Float]], tolerance: Float) throws {
        for name in digest.names where !name.hasPrefix("encoder.output_conv") {
            let expected = try #require(digest[name]), values = try #require(found[name], "\(name)")
            let limit = max(tolerance, 4 * (expected.drift?.kept ?? 0)), difference = expected.difference(values)
            #expect(difference <= limit, "\(what), \(name): \(difference) of the largest value, limit \(limit)")
            let wholeLimit = max(tolerance, 4 * (expected.drift?.whole ?? 0)),
                whole = expected.summaryDifference(values)
            #expect(whole <= wholeLimit, "\(what), \(name), as a whole: \(whole), limit \(wholeLimit)")
        }
    }

    private func statistics(_ network: TrainableNetwork) -> [String: [Float]] {
        Dictionary(uniqueKeysWithValues: network.statistics.map { ($0.name, $0.values) })
    }

    @Test(arguments: ["network_step"] + NetworkStepFixture.relatives) func oneStep(name: String) throws {
        let fixture = try NetworkStepFixture(name), pictures = try TrainingPictures()
        let workers = try Workers(threads: 2), weights = fixture.network.weights
        let network = try network(fixture.network, fixture.start, workers)
        let step = TrainingStep(network, weights, workers)
        let losses = step.addGradients(try samples(pictures, 0, try fixture.network.classes()))
        GoldenTargets.compare(losses, weights, fixture.losses, tolerance: 1e-4)
        let gradients = Dictionary(
            uniqueKeysWithValues: network.store.parameters.map { ($0.name, network.gradient($0)) })
        #expect(fixture.gradients.names.count == network.store.parameters.count && gradients.count > 150)
        try compare(fixture.gradients, "gradients", gradients, tolerance: 1e-3)
        try compare(fixture.statistics, "statistics", statistics(network), tolerance: 1e-5)
    }

    @Test(arguments: NetworkStepsFixture.names + NetworkStepsFixture.relatives) func manySteps(name: String) throws {
        let fixture = try NetworkStepsFixture(name), pictures = try TrainingPictures()
        let workers = try Workers(threads: 2), weights = fixture.network.weights
        let classes = try fixture.network.classes()
        let network = try network(fixture.network, fixture.start, workers)
        let step = TrainingStep(network, weights, workers)
        network.freezesStatistics = fixture.frozen
        for number in 0..<fixture.steps {
            var losses = LossParts()
            for micro in 0..<fixture.accumulate {
                let batch = try samples(pictures, number * fixture.accumulate + micro, classes),
                    share = 1 / Double(fixture.accumulate)
                losses = losses + step.addGradients(batch, factor: share) * share
            }
            GoldenTargets.compare(losses, weights, fixture.losses[number], tolerance: 1e-3, "step \(number)")
            step.update(learningRate: LearningRate.rate(base: 5e-4, progress: Double(number) / Double(fixture.steps)))
        }
        let parameters = Dictionary(
            uniqueKeysWithValues: network.store.parameters.map { ($0.name, network.values($0)) })
        try compare(fixture.parameters, "parameters", parameters, tolerance: 1e-3)
        try compare(fixture.statistics, "statistics", statistics(network), tolerance: 1e-3)
    }
}

extension FixtureNetwork {
    /// Weights as published for crops; ERFNet's things have those of seeds.
    var weights: LossWeights {
        let published = LossWeights.cityscapesCrops, all = TrainingClasses.cityscapes.things.map(\.labelID)
        let seed = things.compactMap { thing in all.firstIndex(of: thing).map { published.seed[$0] } }
        switch architecture.kind {
        case .panSECB: return published
        case .branchedERFNet: return LossWeights(semantic: [], seed: seed)
        case .erfNet: return LossWeights(semantic: published.semantic.dropLast(2) + published.seed + [0], seed: [])
        }
    }

    func classes() throws -> TrainingClasses {
        guard architecture.kind == .branchedERFNet else { return .cityscapes(for: architecture.kind) }
        let entries = things.enumerated().compactMap { seed, thing in
            TrainingClasses.cityscapes.things.first { $0.labelID == thing }.map { entry in
                var entry = entry
                entry.seedChannel = seed
                return entry
            }
        }
        // Stuff is left out.
        let stuff = TrainingClasses.cityscapes.stuff
        return try TrainingClasses(
            ClassTable(classes: stuff + entries, someThingChannel: stuff.count), for: architecture.kind)
    }
}
