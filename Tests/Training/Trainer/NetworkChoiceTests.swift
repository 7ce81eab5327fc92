import Checkpoints
import Foundation
import PanSECB
import Testing

@testable import Training

/// A network that a training can be about.
struct TrainedNetworkCase: CustomStringConvertible, Sendable {
    let kind: ArchitectureKind
    let width: Double
    let architecture: Architecture

    var description: String { "\(kind.slug) \(width)" }

    static let all = [
        TrainedNetworkCase(.panSECB, 0.5, semantic: 5, things: 2),
        TrainedNetworkCase(.panSECB, 0.25, semantic: 5, things: 2),
        TrainedNetworkCase(.branchedERFNet, 1, semantic: 0, things: 2),
        TrainedNetworkCase(.branchedERFNet, 0.75, semantic: 0, things: 2),
        TrainedNetworkCase(.erfNet, 1, semantic: 6, things: 0),
        TrainedNetworkCase(.erfNet, 0.25, semantic: 6, things: 0),
    ]

    private init(_ kind: ArchitectureKind, _ width: Double, semantic: Int, things: Int) {
        (self.kind, self.width) = (kind, width)
        architecture = Architecture(
            kind: kind, semanticChannels: semantic, sigmas: things > 0 ? 1 : 0, things: things, width: Int(4 * width))
    }
}

/// Trainings of all networks and widths.
@Suite struct NetworkChoiceTests {
    /// The loss of what the network has falls, what it lacks is never measured, and the checkpoint converts with its
    /// classes.
    @Test(arguments: TrainedNetworkCase.all) func learns(network: TrainedNetworkCase) throws {
        let folder = try TemporaryFolder(), kind = network.kind
        var c = MadeUpData.configuration(folder.path, kind, width: network.width)
        // With a higher rate the Gaussians of so small objects vanish.
        c.learningRate = kind.hasObjects ? 4e-4 : 2e-3
        (c.epochs, c.dropout, c.average, c.validation.every, c.pictures) = (20, false, 0, 20, 20)
        let watcher = Watcher()
        #expect(try MadeUpData.trainer(c).run(watcher) { false } == .complete)
        let first = try #require(watcher.epochs.first), last = try #require(watcher.epochs.last)
        if kind.hasClasses { #expect(last.losses.semantic < 0.92 * first.losses.semantic) }
        if kind.hasObjects {
            #expect(last.losses.lovasz < 0.9 * first.losses.lovasz && last.losses.seed < first.losses.seed)
        }
        for losses in [first.losses, last.losses] {
            #expect((losses.semantic > 0) == kind.hasClasses)
            #expect((losses.seed > 0) == kind.hasObjects && (losses.lovasz > 0) == kind.hasObjects)
            let sum = losses.named(for: kind).reduce(0) { $0 + $1.value }
            #expect(abs(sum - losses.total) < 1e-9)
        }
        let validation = try #require(last.validation)
        #expect(last.isBest && validation.pictures == 2)
        #expect((validation.miou != nil) == kind.hasClasses && (validation.gaussianIoU != nil) == kind.hasObjects)
        #expect((validation.quality != nil) == kind.hasObjects)
        // The largest class everywhere would get a fifteenth: a third of the pixels of one class, nothing of four.
        #expect(validation.miou ?? 1 > 0.08 && validation.gaussianIoU ?? 1 > 0.5)
        #expect(try #require(watcher.pictures.first).instance.isEmpty == !kind.hasObjects)

        let checkpoint = try Checkpoint(file: folder.path + "/best.safetensors")
        let conversion = try Conversion(checkpoint)
        #expect(conversion.architecture == network.architecture)
        let table = try #require(try TrainedClass.table(of: checkpoint, for: conversion.architecture))
        #expect(table == MadeUpData.coding(kind).table)
        let bytes = try ConvertedModel(
            architecture: conversion.architecture, table: table, tensors: try conversion.weights()
        ).encoded(.float32)
        let model = try bytes.withUnsafeBytes { try Model.load(bytes: $0) }
        #expect(model.architecture == network.architecture && model.classes == table.classes)
    }

    /// An interrupted training ends with the same numbers as one that was not.
    @Test(arguments: TrainedNetworkCase.all) func resumes(network: TrainedNetworkCase) throws {
        func run(stops: [Int]) throws -> [String: [Float]] {
            let folder = try TemporaryFolder()
            let c = MadeUpData.configuration(folder.path, network.kind, width: network.width)
            var isFirst = true
            for stop in stops + [Int.max] {
                let trainer = try MadeUpData.trainer(c), watcher = Watcher()
                if !isFirst { _ = try trainer.resume() }
                isFirst = false
                _ = try trainer.run(watcher) { watcher.steps.last.map { $0.updates >= stop } ?? false }
            }
            let checkpoint = try Checkpoint(file: c.output + "/last.safetensors")
            return Dictionary(uniqueKeysWithValues: try checkpoint.tensors.map { ($0.name, try $0.floats()) })
        }
        let whole = try run(stops: [])
        #expect(whole.count > 400)
        #expect(try whole == run(stops: [2, 5]))
    }

    /// Two sigmas, one for each axis: they train, go on, and convert.
    @Test(arguments: [ArchitectureKind.panSECB, .branchedERFNet]) func twoSigmas(kind: ArchitectureKind) throws {
        let folder = try TemporaryFolder()
        var c = MadeUpData.configuration(folder.path, kind, width: 0.25)
        (c.network.sigmas, c.pictures) = (2, 2)
        let watcher = Watcher()
        _ = try MadeUpData.trainer(c).run(watcher) { watcher.steps.count >= 5 }
        let second = try MadeUpData.trainer(c), after = Watcher()
        _ = try second.resume()
        #expect(try second.run(after) { false } == .complete)
        #expect(after.pictures.first?.sigmas == 2)
        #expect(try Conversion(Checkpoint(file: second.lastFile)).architecture.sigmas == 2)
        c.network.sigmas = 1
        let error = #expect(throws: TrainingError.self) { _ = try MadeUpData.trainer(c).resume() }
        #expect(error?.description.contains("with 2 sigmas, and this training is of") == true)
    }

    /// What validation counts is what training takes: stuff with the number of an object is void.
    @Test func classesOfIDs() {
        #expect(MadeUpData.coding.classOfID(23) == 2 && MadeUpData.coding.classOfID(23_001) == nil)
        #expect(MadeUpData.coding.classOfID(24) == 3 && MadeUpData.coding.classOfID(24_001) == 3)
        #expect(MadeUpData.coding.classOfID(5) == nil)
        #expect(MadeUpData.coding(.erfNet).classOfID(24_001) == 3 && MadeUpData.coding(.erfNet).classOfID(24) == 3)
    }

    @Test func anotherNetworkDoesNotResume() throws {
        let folder = try TemporaryFolder()
        var c = MadeUpData.configuration(folder.path, .erfNet, width: 0.25)
        c.epochs = 1
        _ = try MadeUpData.trainer(c).run(Watcher()) { false }
        func problem(_ kind: ArchitectureKind, _ width: Double) -> String {
            let other = MadeUpData.configuration(folder.path, kind, width: width)
            let error = #expect(throws: TrainingError.self) { _ = try MadeUpData.trainer(other).resume() }
            return error?.description ?? ""
        }
        #expect(
            problem(.erfNet, 0.5).contains("it is of ERFNet of width 0.25, and this training is of ERFNet of width 0.5")
        )
        #expect(problem(.branchedERFNet, 1).contains("this training is of BranchedERFNet"))
    }

    /// What classes there are decides whether a network can be trained for them.
    @Test func channelsThatANetworkCannotHave() throws {
        let folder = try TemporaryFolder()
        for kind in ArchitectureKind.allCases {
            for other in ArchitectureKind.allCases where other != kind {
                #expect(throws: TrainingError.self) {
                    _ = try Trainer(
                        MadeUpData.configuration(folder.path, kind), MadeUpData.coding(kind),
                        splits: [MadeUpData.split("train", pictures: 8)], validation: nil,
                        weights: MadeUpData.weights(other))
                }
            }
        }
    }
}
