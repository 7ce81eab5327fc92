import Checkpoints
import Datasets
import Foundation
import PanSECB
import Support

/// What `dataset check` prints.
struct DatasetReport: Encodable {
    struct Size: Encodable {
        let height: Int
        let width: Int
        let samples: Int
    }

    /// A semantic channel; "some thing" and void have no id.
    struct Channel: Encodable {
        let channel: Int
        let id: Int?
        let name: String
        let share: Double
        let weight: Float
    }

    struct Thing: Encodable {
        let seed: Int
        let id: Int
        let name: String
        /// Of its objects; crowds do not count.
        let share: Double
        let weight: Float
        let objects: Int
        let medianPixels: Double?
    }

    struct UnknownLabel: Encodable {
        let id: Int
        let share: Double
    }

    let folder: String
    let split: String
    let samples: Int
    let pixels: Int
    let sizes: [Size]
    let semantic: [Channel]
    let things: [Thing]
    /// Label ids that no class has, the most frequent first.
    let unknown: [UnknownLabel]
    /// Stuff whose pixels have the number of an object, which makes them void.
    let numberedStuff: [UnknownLabel]
    let faults: [String]

    init(_ folder: String, _ split: String, _ classes: TrainingClasses, _ survey: DatasetSurvey) {
        self.folder = folder
        self.split = split
        samples = survey.samples
        let shares = survey.shares
        pixels = shares.pixels
        sizes = survey.sizes.map { Size(height: $0.height, width: $0.width, samples: $1) }
            .sorted { ($1.samples, $0.height, $0.width) < ($0.samples, $1.height, $1.width) }
        let names = classes.stuff.map { ($0.labelID as Int?, $0.name) } + [(nil, "(some thing)"), (nil, "(void)")]
        semantic = names.enumerated().map { channel, name in
            Channel(
                channel: channel, id: name.0, name: name.1, share: shares.semanticShares[channel],
                weight: shares.semanticWeights()[channel])
        }
        things = classes.things.enumerated().map { seed, entry in
            Thing(
                seed: seed, id: entry.labelID, name: entry.name, share: shares.objectShares[seed],
                weight: shares.seedWeights[seed],
                objects: shares.objectPixels[seed].count, medianPixels: shares.medianObjectPixels[seed])
        }
        let void = survey.unknownLabels.map { UnknownLabel(id: $0, share: Double($1) / Double(shares.pixels)) }
            .sorted { ($1.share, $0.id) < ($0.share, $1.id) }
        unknown = void.filter { classes.table.number(ofLabel: $0.id) == nil }
        numberedStuff = void.filter { classes.table.number(ofLabel: $0.id) != nil }
        faults = survey.faults.map { "\($0)" }
    }

    var text: String {
        var lines = ["\(folder), \(split): \(samples) samples, \(faults.count) faults"]
        lines += sizes.map { "size \($0.height)x\($0.width): \($0.samples) samples" }
        lines += TextTable.lines(
            [["channel", "id", "share", "weight", "class"]]
                + semantic.map {
                    [
                        "\($0.channel)", $0.id.map(String.init) ?? "-", percent($0.share), decimals($0.weight),
                        $0.name.printable,
                    ]
                })
        lines += TextTable.lines(
            [["seed map", "id", "share", "weight", "objects", "median pixels", "class"]]
                + things.map {
                    [
                        "\($0.seed)", "\($0.id)", percent($0.share), decimals($0.weight), "\($0.objects)",
                        $0.medianPixels.map { String(format: "%g", $0) } ?? "-", $0.name.printable,
                    ]
                })
        for (what, labels) in [
            ("label ids without a class", unknown), ("stuff with numbers of objects, which is void", numberedStuff),
        ] where !labels.isEmpty {
            lines.append("\(what): " + labels.map { "\($0.id) (\(percent($0.share)))" }.joined(separator: ", "))
        }
        return lines.joined(separator: "\n")
    }

    private func percent(_ share: Double) -> String { String(format: "%.3f %%", 100 * share) }

    private func decimals(_ weight: Float) -> String { String(format: "%.3f", weight) }
}
