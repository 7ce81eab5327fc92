import Datasets
import Evaluation
import Foundation
import Images
import PanSECB
import Report
import Scenes

/// An evaluation of predictions that are the truth, spoilt more or less: so that every part of a report has something
/// to show.
struct MadeUpEvaluation {
    let contents: ReportContents

    init(images: Int, width: Int, height: Int) throws {
        let classes = TrainingClasses.cityscapes.table.classes
        var quality = PanopticQuality(), confusion = ConfusionMatrix(classes: classes.count)
        var rows: [ReportContents.ImageRow] = []
        for index in 0..<images {
            let scene = try StreetScene(width: width, height: height, seed: 7, split: "val", index: index)
            let truth = scene.instanceIds.labels.map { id in
                classes.contains { $0.labelID == Self.label(UInt32(id)) } ? UInt32(id) : 0
            }
            var spoiler = Spoiler(seed: UInt64(index) + 1, strength: Double(index + 1) / Double(images))
            let prediction = spoiler.spoilt(truth, width: width, height: height)
            var own = PanopticQuality()
            own.add(truth: truth, Self.segments(truth), prediction: prediction, Self.segments(prediction))
            quality.add(truth: truth, Self.segments(truth), prediction: prediction, Self.segments(prediction))
            for (t, p) in zip(truth, prediction) {
                confusion.add(
                    truth: classes.firstIndex { $0.labelID == Self.label(t) },
                    prediction: classes.firstIndex { $0.labelID == Self.label(p) })
            }
            rows.append(
                ReportContents.ImageRow(
                    name: "streets/val/synth_00000\(index)", pq: own.mean(of: classes.map(\.labelID)).pq,
                    input: scene.picture,
                    truth: try Self.overlay(scene.picture, truth, classes),
                    prediction: try Self.overlay(scene.picture, prediction, classes),
                    errors: try ErrorPicture(
                        picture: scene.picture, truth: truth, Self.segments(truth), prediction: prediction,
                        Self.segments(prediction),
                        isThing: { label in classes.contains { $0.labelID == label && $0.isThing } })))
        }
        rows.sort { $0.pq < $1.pq }
        func mean(_ name: String, _ wanted: [ClassEntry]) -> ReportContents.Summary {
            let mean = quality.mean(of: wanted.map(\.labelID))
            return .init(name: name, pq: mean.pq, sq: mean.sq, rq: mean.rq, classes: mean.classes)
        }
        let columns = classes.count + 1
        contents = ReportContents(
            title: "Pan-SECB on made-up streets", model: "pan-secb-fp16.pansecb", data: "streets", split: "val",
            date: "2026-11-24",
            images: images, meanIoU: confusion.meanIoU, accuracy: confusion.accuracy,
            settings: [
                ("Seed threshold", "0.55"), ("Pixel threshold", "0.50"), ("Smallest object", "64 pixels"),
                ("Size", "\(width) × \(height)"),
            ],
            timing: [
                ("Network", "131 ms"), ("Clustering", "13.1 ms"), ("Frames a second", "6.9"), ("Threads", "2"),
                ("Processor", "AVX2"),
            ],
            summaries: [
                mean("all", classes), mean("things", classes.filter(\.isThing)),
                mean("stuff", classes.filter { !$0.isThing }),
            ],
            classes: classes.enumerated().map { index, entry in
                let counts = quality.categories[entry.labelID]
                return .init(
                    name: entry.name, red: entry.red, green: entry.green, blue: entry.blue, isThing: entry.isThing,
                    pq: counts?.pq, sq: counts?.sq,
                    rq: counts?.rq, truePositives: counts?.truePositives ?? 0,
                    falsePositives: counts?.falsePositives ?? 0,
                    falseNegatives: counts?.falseNegatives ?? 0, iou: confusion.iou(index))
            },
            confusion: .init(
                classes: classes.map(\.name),
                counts: classes.indices.map { Array(confusion.counts[$0 * columns..<($0 + 1) * columns]) }),
            curves: [
                .init(
                    parameter: "Seed threshold",
                    points: (4...9).map { (Double($0) / 10, 0.61 - pow(Double($0) / 10 - 0.56, 2)) }, chosen: 0.6),
                .init(
                    parameter: "Smallest object",
                    points: [16, 32, 64, 128, 256].map { (Double($0), 0.6 - 0.01 * abs(log2(Double($0)) - 6)) },
                    chosen: 64),
            ],
            worst: Array(rows.prefix(3)), best: rows.suffix(3).reversed())
    }

    static func label(_ id: UInt32) -> Int { Int(id >= 1000 ? id / 1000 : id) }

    private static func segments(_ map: [UInt32]) -> [PanopticQuality.Segment] {
        Set(map).subtracting([0]).sorted().map { .init(id: $0, category: label($0), isCrowd: false) }
    }

    private static func overlay(_ picture: Picture, _ map: [UInt32], _ classes: [ClassEntry]) throws -> Picture {
        try Overlay.draw(
            picture: picture, panopticMap: map,
            segments: segments(map).compactMap { segment in
                classes.firstIndex { $0.labelID == segment.category }.map {
                    OverlaySegment(id: segment.id, classIndex: $0, isThing: classes[$0].isThing, score: .nan)
                }
            },
            classes: classes.map { OverlayClass(name: $0.name, red: $0.red, green: $0.green, blue: $0.blue) },
            options: .init(legend: false))
    }
}
