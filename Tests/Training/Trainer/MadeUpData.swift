import Checkpoints
import Foundation
import PanSECB

@testable import Training

/// Small pictures of stripes with rectangles on them, and their ids.
enum MadeUpData {
    static let things = [24, 26]

    static func picture(_ number: Int, width: Int = 64, height: Int = 48) -> Augmenter.Labelled {
        var random = RandomNumbers(UInt64(number), 99)
        var pixels = [UInt8](repeating: 0, count: 3 * width * height),
            ids = [UInt16](repeating: 0, count: width * height)
        for y in 0..<height {
            for x in 0..<width {
                let label = [23, 11, 7][y * 3 / height], place = y * width + x
                ids[place] = UInt16(label)
                for c in 0..<3 { pixels[3 * place + c] = UInt8(60 + 50 * c + label + random.below(9)) }
            }
        }
        for k in 0..<3 {
            let x0 = random.below(width - 16), y0 = random.below(height - 14), thing = random.below(2)
            for y in y0..<y0 + 14 {
                for x in x0..<x0 + 16 {
                    ids[y * width + x] = UInt16(things[thing] * 1000 + k + 1)
                    for c in 0..<3 { pixels[3 * (y * width + x) + c] = UInt8(thing == 0 ? 250 - 60 * c : 20 + 100 * c) }
                }
            }
        }
        return Augmenter.Labelled(width: width, height: height, pixels: pixels, ids: ids)
    }

    static func split(_ name: String, pictures: Int) -> TrainingSplit {
        TrainingSplit(name: name, samples: (0..<pictures).map { "\(name) \($0)" }) {
            picture($0 + (name == "val" ? 1000 : 0))
        }
    }

    static let stuff = [7, 11, 23]

    static let coding: ClassCoding = {
        let table = ClassTable(
            classes: stuff.enumerated().map { entry($1, semantic: $0, seed: nil) }
                + things.enumerated().map { entry($1, semantic: nil, seed: $0) },
            someThingChannel: 3)
        return ClassCoding(table: table) { width, height, ids in
            var objects: [Targets.Object] = [], numbers: [UInt16: UInt16] = [:],
                semantic = [UInt8](repeating: 4, count: ids.count)
            for id in Set(ids).sorted() where id >= 1000 {
                objects.append(Targets.Object(thing: id / 1000 == 24 ? 0 : 1))
                numbers[id] = UInt16(objects.count)
            }
            for (i, id) in ids.enumerated() { semantic[i] = id >= 1000 ? 3 : UInt8(stuff.firstIndex(of: Int(id)) ?? 4) }
            return Targets(
                width: width, height: height, semantic: semantic, object: ids.map { numbers[$0] ?? 0 }, objects: objects
            )
        }
    }()

    static let weights = LossWeights(semantic: [3, 4, 5, 4, 0], seed: [8, 9])

    /// For a network: one without objects has a channel for each class, one without classes only the things.
    static func coding(_ network: ArchitectureKind) -> ClassCoding {
        if network.hasObjects && network.hasClasses { return coding }
        if network.hasObjects {
            let table = ClassTable(
                classes: things.enumerated().map { entry($1, semantic: nil, seed: $0) }, someThingChannel: nil)
            return ClassCoding(table: table, targets: coding.targets)
        }
        let classes = stuff + things
        let table = ClassTable(
            classes: classes.enumerated().map { entry($1, semantic: $0, seed: nil) }, someThingChannel: nil)
        return ClassCoding(table: table) { width, height, ids in
            let channels = ids.map { id in classes.firstIndex { $0 == Int(id) || $0 == Int(id) / 1000 } ?? 5 }
            return Targets(
                width: width, height: height, semantic: channels.map { UInt8($0) }, object: ids.map { _ in 0 },
                objects: [])
        }
    }

    static func weights(_ network: ArchitectureKind) -> LossWeights {
        LossWeights(
            semantic: network.hasObjects ? network.hasClasses ? weights.semantic : [] : [3, 4, 5, 8, 9, 0],
            seed: network.hasObjects ? weights.seed : [])
    }

    private static func entry(_ id: Int, semantic: Int?, seed: Int?) -> ClassEntry {
        ClassEntry(
            labelID: id, name: "class \(id)", red: UInt8(id), green: 0, blue: 0, isThing: seed != nil,
            semanticChannel: semantic, seedChannel: seed)
    }

    /// A quick training in a folder of its own.
    static func configuration(_ folder: String, _ network: ArchitectureKind = .usual, width: Double = 1)
        -> TrainingConfiguration
    {
        var trained = TrainingConfiguration.Network()
        (trained.architecture, trained.width) = (network, width)
        var c = TrainingConfiguration(trained)
        (c.output, c.epochs, c.batch, c.crop, c.threads, c.schedule) = (folder, 2, 2, [32, 40], 2, .step)
        c.augmentation.scale = [0.8, 1.2]
        c.augmentation.colour = 0.2
        c.augmentation.onObject = 0.5
        c.validation.pq = network.hasObjects
        c.average = 0.9
        return c
    }

    static func trainer(_ c: TrainingConfiguration, train: TrainingSplit = split("train", pictures: 8)) throws
        -> Trainer
    {
        let network = c.network.architecture
        return try Trainer(
            c, coding(network), splits: [train], validation: split("val", pictures: 2), weights: weights(network))
    }
}

/// Notes what it is told.
final class Watcher: TrainingObserver {
    var steps: [TrainingReport] = [], epochs: [EpochReport] = [], pictures: [ValidationPicture] = []
    var beginnings: [[Int]] = []

    func begin(epoch: Int, samples: (done: Int, all: Int)) { beginnings.append([epoch, samples.done, samples.all]) }

    func step(_ report: TrainingReport) { steps.append(report) }
    func picture(_ picture: ValidationPicture, updates: Int) { pictures.append(picture) }
    func epoch(_ report: EpochReport) { epochs.append(report) }
    func status(_ text: String) {}
}

/// A folder that goes with the object.
final class TemporaryFolder {
    let path = NSTemporaryDirectory() + "pansecb-training-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
