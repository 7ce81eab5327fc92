import Checkpoints
import Foundation
import PanSECB
import Testing

@testable import Training

@Suite struct TrainerTests {
    /// Some epochs on eight pictures: the loss falls, the checkpoint converts, and objects are found.
    @Test func learns() throws {
        let folder = try TemporaryFolder()
        var c = MadeUpData.configuration(folder.path)
        // With a higher rate the Gaussians of so small objects vanish.
        (c.epochs, c.learningRate, c.dropout, c.average) = (50, 8e-4, false, 0)
        c.validation.every = 50
        c.pictures = 50
        let watcher = Watcher()
        #expect(try MadeUpData.trainer(c).run(watcher) { false } == .complete)
        #expect(watcher.epochs.count == 50 && watcher.steps.count == 200)
        let first = try #require(watcher.epochs.first), last = try #require(watcher.epochs.last)
        #expect(last.losses.total < 0.75 * first.losses.total)
        #expect(last.losses.semantic < 0.7 * first.losses.semantic)
        let validation = try #require(last.validation)
        #expect(validation.pictures == 2 && watcher.pictures.count == 2)
        // Twice what the most frequent class everywhere would get: its share of one class, and nothing of the other
        // four.
        let ids = (0..<2).flatMap { MadeUpData.picture(1000 + $0).ids.map { $0 > 1000 ? $0 / 1000 : $0 } }
        let largest = try #require(Dictionary(grouping: ids) { $0 }.values.map(\.count).max())
        let miou = try #require(validation.miou), share = Double(largest) / Double(ids.count)
        #expect(miou > 2 * share / 5)
        #expect(first.validation == nil && last.isBest)
        #expect(try #require(validation.gaussianIoU) > 0.4, "\(first.losses) \(last.losses) \(validation.losses)")

        let checkpoint = try Checkpoint(file: folder.path + "/best.safetensors"),
            conversion = try Conversion(checkpoint)
        #expect(conversion.architecture == Architecture(kind: .panSECB, semanticChannels: 5, sigmas: 1, things: 2))
        #expect(try conversion.weights().count > 100)
    }

    @Test func aLossThatIsNoNumberEndsIt() throws {
        let folder = try TemporaryFolder(), c = MadeUpData.configuration(folder.path),
            trainer = try MadeUpData.trainer(c)
        let weight = try #require(
            trainer.step.network.store.parameters.first { $0.name == "decoders.0.output_conv.weight" })
        trainer.step.network.set(weight, [Float](repeating: .nan, count: weight.shape.reduce(1, *)))
        let error = #expect(throws: TrainingError.self) { _ = try trainer.run(Watcher()) { false } }
        let text = try #require(error?.description)
        #expect(error?.kind == .notFinite)
        #expect(text.contains("epoch 1, step 1") && text.contains("semantic") && text.contains("train "))
        // There is no state before it.
        #expect(!text.contains("last.safetensors"))
    }

    @Test func aPictureThatCannotBeReadEndsIt() throws {
        let folder = try TemporaryFolder(), c = MadeUpData.configuration(folder.path)
        let broken = TrainingSplit(name: "train", samples: (0..<8).map { "\($0)" }) {
            if $0 == 5 { throw TrainingError(.cannotRead, "five.png: cannot be read") }
            return MadeUpData.picture($0)
        }
        let error = #expect(throws: TrainingError.self) {
            _ = try MadeUpData.trainer(c, train: broken).run(Watcher()) { false }
        }
        #expect(error?.description.contains("five.png") == true)
    }

    /// So high a learning rate leaves no use in the network, though with batch normalisation, the training's loss
    /// itself stays small.
    @Test(arguments: ArchitectureKind.allCases) func divergenceEndsIt(kind: ArchitectureKind) throws {
        let folder = try TemporaryFolder()
        var c = MadeUpData.configuration(folder.path, kind, width: 0.5)
        (c.epochs, c.learningRate, c.average, c.schedule, c.pictures) = (40, 0.3, 0, .epoch, 0)
        let watcher = Watcher()
        let error = #expect(throws: TrainingError.self) {
            _ = try MadeUpData.trainer(c).run(watcher) { false }
        }
        #expect(error?.kind == .notFinite)
        let text = error?.description ?? ""
        #expect(text.contains("times in a row") || text.contains("have left their objects"), "\(text)")
        #expect(text.contains("last.safetensors holds the state after epoch"), "\(text)")
        #expect(watcher.epochs.count < 40)
    }

    @Test func tooFewPictures() throws {
        let folder = try TemporaryFolder(), c = MadeUpData.configuration(folder.path)
        #expect(throws: TrainingError.self) {
            _ = try MadeUpData.trainer(c, train: MadeUpData.split("train", pictures: 1))
        }
    }

    @Test func endsWithoutImprovement() throws {
        let folder = try TemporaryFolder()
        var c = MadeUpData.configuration(folder.path)
        (c.epochs, c.patience, c.learningRate, c.best) = (40, 2, 1e-9, .pq)
        let watcher = Watcher()
        #expect(try MadeUpData.trainer(c).run(watcher) { false } == .noImprovement)
        #expect(watcher.epochs.count < 40)
    }

    /// The encoder's tensors as a classifier trained on ImageNet calls them, with wrappers around.
    @Test func startsFromAnEncoder() throws {
        let folder = try TemporaryFolder()
        var c = MadeUpData.configuration(folder.path)
        let donor = try MadeUpData.trainer(c).step.network
        let encoder = donor.store.parameters.filter { $0.name.hasPrefix("encoder.") }
        let statistics = donor.statistics.filter { $0.name.hasPrefix("encoder.") }
        let file = folder.path + "/encoder.safetensors"
        try SafetensorsWriter.write(
            encoder.map {
                .init(name: "module.features." + $0.name, shape: $0.shape, values: donor.values($0).map { $0 + 1 })
            }
                + statistics.map {
                    .init(name: "module.features." + $0.name, shape: [$0.values.count], values: $0.values)
                }, to: file)
        (c.start, c.seed) = (file, 5)
        let network = try MadeUpData.trainer(c).step.network
        for (own, given) in zip(network.store.parameters, donor.store.parameters) where own.name.hasPrefix("encoder.") {
            #expect(network.values(own) == donor.values(given).map { $0 + 1 })
        }
        let head = try #require(network.store.parameters.first { $0.name == "decoders.0.output_conv.weight" })
        #expect(network.values(head) != donor.values(head))
        c.start = folder.path + "/nothing.pth"
        #expect(throws: TrainingError.self) { _ = try MadeUpData.trainer(c) }
    }

    @Test func gradientsAddUp() throws {
        let workers = try Workers(threads: 2)
        let samples = try (0..<2).map { number in
            let picture = MadeUpData.picture(number)
            return Sample(
                width: picture.width, height: picture.height, pixels: picture.pixels,
                targets: try MadeUpData.coding.targets(picture.width, picture.height, picture.ids), name: "\(number)")
        }
        func gradients(_ batches: [[Sample]]) -> [[Float]] {
            let network = TrainableNetwork(
                Architecture(kind: .panSECB, semanticChannels: 5, sigmas: 1, things: 2), workers)
            network.initialise(seed: 3)
            // With the batch's own statistics the two would not be the same function.
            network.freezesStatistics = true
            let step = TrainingStep(network, MadeUpData.weights, workers)
            for batch in batches { _ = step.addGradients(batch, factor: 1 / Double(batches.count)) }
            return network.store.parameters.map { network.gradient($0) }
        }
        let whole = gradients([samples]), first = gradients([[samples[0]]]), second = gradients([[samples[1]]]),
            added = gradients([[samples[0]], [samples[1]]])
        #expect(whole.count == added.count)
        for i in added.indices {
            let largest = added[i].map(abs).max() ?? 0
            for j in added[i].indices {
                #expect(abs(added[i][j] - (first[i][j] + second[i][j]) / 2) <= 1e-5 * largest + 1e-12)
            }
        }
    }
}
