import Checkpoints
import Foundation
import Images
import PanSECB
import Training

/// Connects a training with folders of labelled pictures.
struct TrainingInputs {
    let coding: ClassCoding
    let splits: [TrainingSplit]
    let validation: TrainingSplit?
    let weights: LossWeights

    init(_ c: TrainingConfiguration) throws {
        let table = try TrainingInputs.table(c.classes)
        coding = TrainingInputs.coding(table)
        let root = c.data.isEmpty ? ProcessInfo.processInfo.environment["CITYSCAPES_DIR"] ?? "" : c.data
        splits = try c.train.map { try TrainingInputs.split(root, $0.split) }
        validation = c.validation.every > 0 ? try TrainingInputs.split(root, c.validation.split) : nil
        weights = try TrainingInputs.measure(splits, coding)
    }

    private static func table(_ file: String) throws -> ClassTable {
        if file.isEmpty {
            return try ClassTable.choose(for: Architecture(kind: .panSECB, semanticChannels: 13, sigmas: 1, things: 8), file: nil)
        }
        struct Entry: Decodable { let thing: Bool }
        let entries = try JSONDecoder().decode([Entry].self, from: try Data(contentsOf: URL(fileURLWithPath: file)))
        let things = entries.filter(\.thing).count
        return try ClassTable.choose(
            for: Architecture(kind: .panSECB, semanticChannels: entries.count - things + 2, sigmas: 1, things: things), file: file)
    }

    private static func coding(_ table: ClassTable) -> ClassCoding {
        let void = UInt8((table.someThingChannel ?? 0) + 1), some = UInt8(table.someThingChannel ?? 0)
        let stuff = Dictionary(uniqueKeysWithValues: table.classes.compactMap { entry in entry.semanticChannel.map { (entry.labelID, UInt8($0)) } })
        let things = Dictionary(uniqueKeysWithValues: table.classes.compactMap { entry in entry.seedChannel.map { (entry.labelID, $0) } })
        return ClassCoding(table: table) { width, height, ids in
            var semantic = [UInt8](repeating: void, count: ids.count), object = [UInt16](repeating: 0, count: ids.count)
            let objects = Set(ids).filter { $0 >= 1000 && things[Int($0) / 1000] != nil }
                .sorted { (things[Int($0) / 1000]!, $0) < (things[Int($1) / 1000]!, $1) }
            let numbers = Dictionary(uniqueKeysWithValues: objects.enumerated().map { ($1, UInt16($0 + 1)) })
            for (i, id) in ids.enumerated() {
                if let number = numbers[id] {
                    object[i] = number
                    semantic[i] = some
                } else if let channel = stuff[Int(id)] {
                    semantic[i] = channel
                } else if things[Int(id)] != nil {
                    semantic[i] = some
                }
            }
            return Targets(
                width: width, height: height, semantic: semantic, object: object,
                objects: objects.map { Targets.Object(thing: things[Int($0) / 1000]!) })
        }
    }

    private static func split(_ root: String, _ name: String) throws -> TrainingSplit {
        let base = URL(fileURLWithPath: root), images = base.appendingPathComponent("leftImg8bit/\(name)")
        var pairs: [(String, String, String)] = []
        for city in try FileManager.default.contentsOfDirectory(atPath: images.path).sorted() {
            for file in try FileManager.default.contentsOfDirectory(atPath: images.path + "/" + city).sorted() {
                guard let range = file.range(of: "_leftImg8bit.") else { continue }
                let stem = String(file[..<range.lowerBound])
                pairs.append((stem, "\(images.path)/\(city)/\(file)", "\(base.path)/gtFine/\(name)/\(city)/\(stem)_gtFine_instanceIds.png"))
            }
        }
        let all = pairs
        return TrainingSplit(name: name, samples: all.map(\.0)) { number in
            let picture = try Picture(contentsOf: all[number].1), ids = try LabelMap16(contentsOf: all[number].2)
            return Augmenter.Labelled(width: picture.width, height: picture.height, pixels: picture.pixels, ids: ids.labels)
        }
    }

    private static func measure(_ splits: [TrainingSplit], _ coding: ClassCoding) throws -> LossWeights {
        let things = coding.table.classes.filter { $0.seedChannel != nil }.count
        var semantic = [Double](repeating: 0, count: (coding.table.someThingChannel ?? 0) + 2), seed = [Double](repeating: 0, count: things), total = 0.0
        for split in splits {
            for i in split.samples.indices {
                let l = try split.load(i), t = try coding.targets(l.width, l.height, l.ids)
                for c in t.semantic { semantic[Int(c)] += 1 }
                for o in t.object where o > 0 { seed[t.objects[Int(o) - 1].thing] += 1 }
                total += Double(l.width * l.height)
            }
        }
        func weight(_ count: Double) -> Float { Float(1 / log(1.1 + count / total)) }
        var weights = LossWeights(semantic: semantic.map(weight), seed: seed.map(weight))
        weights.semantic[weights.semantic.count - 1] = 0
        return weights
    }
}
