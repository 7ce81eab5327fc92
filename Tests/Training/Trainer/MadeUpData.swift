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

    static let coding: ClassCoding = {
        let stuff = [7, 11, 23],
            table = ClassTable(
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

    private static func entry(_ id: Int, semantic: Int?, seed: Int?) -> ClassEntry {
        ClassEntry(
            labelID: id, name: "class \(id)", red: UInt8(id), green: 0, blue: 0, isThing: seed != nil,
            semanticChannel: semantic, seedChannel: seed)
    }

    /// A quick training in a folder of its own.
    static func configuration(_ folder: String) -> TrainingConfiguration {
        var c = TrainingConfiguration()
        (c.output, c.epochs, c.batch, c.crop, c.threads, c.schedule) = (folder, 2, 2, [32, 40], 2, .step)
        c.augmentation.scale = [0.8, 1.2]
        c.augmentation.colour = 0.2
        c.augmentation.onObject = 0.5
        c.validation.pq = true
        c.average = 0.9
        return c
    }

    static func trainer(_ c: TrainingConfiguration, train: TrainingSplit = split("train", pictures: 8)) throws
        -> Trainer
    {
        try Trainer(c, coding, splits: [train], validation: split("val", pictures: 2), weights: weights)
    }
}

/// Notes what it is told.
final class Watcher: TrainingObserver {
    var steps: [TrainingReport] = [], epochs: [EpochReport] = [], pictures: [ValidationPicture] = []
    var beginnings: [[Int]] = []

    func begin(epoch: Int, samples: (done: Int, all: Int)) { beginnings.append([epoch, samples.done, samples.all]) }

    func step(_ report: TrainingReport) { steps.append(report) }
    func picture(_ picture: ValidationPicture, epoch: Int) { pictures.append(picture) }
    func epoch(_ report: EpochReport) { epochs.append(report) }
    func status(_ text: String) {}
}

/// A folder that goes with the object.
final class TemporaryFolder {
    let path = NSTemporaryDirectory() + "pansecb-training-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
