import Foundation
import Images
import PanSECB
import Support
import Training
import TrainingLog

/// Shows a training: a progress line, a line an epoch, a CSV file, TensorBoard's event files. A log that cannot be
/// written does not end a training: one message says so, and the training continues.
final class TrainingWatch: TrainingObserver {
    private let classes: [TrainedClass]
    private let epochs: Int, json: Bool
    private var events: EventFile?, table: CSVLog?
    private var progress: ProgressLine?
    private let resumedStep: Int

    private static let columns = [
        "epoch", "learning_rate", "loss", "semantic", "lovasz", "variance", "seed", "iou", "val_loss", "val_semantic",
        "val_lovasz",
        "val_variance", "val_seed", "gaussian_iou", "miou", "pq", "seconds",
    ]

    /// - Parameter place: epochs and steps that were done before; nil: a new training.
    init(_ trainer: Trainer, _ coding: ClassCoding, folder: String, from place: (epoch: Int, step: Int)?, json: Bool)
        throws
    {
        classes = coding.classes
        epochs = trainer.configuration.epochs
        self.json = json
        let done = place.map { $0.epoch * trainer.stepsPerEpoch + $0.step }
        resumedStep = place?.step ?? 0
        table = try CSVLog(
            file: folder + "/log.csv", columns: TrainingWatch.columns,
            // An epoch whose steps are done, but not its end, gets its row once more.
            keepingRowsBefore: done.map { place?.step == trainer.stepsPerEpoch ? $0 : $0 + 1 })
        events = try EventFile(folder: folder, startingAt: (done ?? 0) + 1)
    }

    func begin(epoch: Int, samples: (done: Int, all: Int)) {
        progress = ProgressLine(
            total: samples.all, label: "epoch \(epoch) of \(epochs)", done: samples.done, plainInterval: 30)
    }

    func step(_ report: TrainingReport) {
        let losses = report.losses
        progress?.advance(
            by: report.samples,
            String(
                format: "loss %.3f = semantic %.3f + lovasz %.3f + variance %.3f + seed %.3f, iou %.3f", losses.total,
                losses.semantic,
                losses.lovasz, losses.variance, losses.seed, losses.iou))
        log {
            try scalars("train", losses, report.updates)
            try events?.scalar("train/learning_rate", Float(report.learningRate), step: report.updates)
        }
    }

    func status(_ text: String) {
        progress?.finish()
        progress = nil
        StandardStreams.note(text)
    }

    func picture(_ picture: ValidationPicture, epoch: Int) {
        log {
            let (width, height) = (picture.width, picture.height), pixels = width * height
            let input = try Picture(width: width, height: height, pixels: picture.pixels)
            let colours = classes.map {
                OverlayClass(name: $0.name, red: $0.color[0], green: $0.color[1], blue: $0.color[2])
            }
            let objects = picture.panoptic.map { PanopticID($0).isObject ? $0 : 0 }
            let sigma = Array(picture.instance[2 * pixels..<(2 + picture.sigmas) * pixels])
            let seeds = picture.instance[((2 + picture.sigmas) * pixels)...].map { 1 / (1 + exp(-$0)) }
            for (what, drawn) in [
                ("input", input),
                (
                    "classes",
                    try TrainingPictures.classes(width: width, height: height, map: picture.classes, colours: colours)
                ),
                ("objects", try TrainingPictures.objects(over: input, map: objects)),
                ("seed", try TrainingPictures.seeds(width: width, height: height, maps: seeds)),
                ("sigma", try TrainingPictures.sigma(width: width, height: height, maps: sigma)),
            ] { try events?.image("\(picture.name)/\(what)", drawn, step: epoch) }
        }
    }

    func epoch(_ report: EpochReport) throws {
        progress?.finish()
        progress = nil
        let losses = report.losses, validation = report.validation
        let quality = validation?.quality.map { $0.mean(of: classes.indices).pq }
        if json {
            StandardStreams.print(try JSONText.line(of: EpochLine(report, quality, classes)))
        } else {
            StandardStreams.print(line(report, quality))
        }
        log {
            if let validation {
                try scalars("validation", validation.losses, report.updates)
                try events?.scalar("validation/miou", Float(validation.miou), step: report.updates)
                if let quality { try events?.scalar("validation/pq", Float(quality), step: report.updates) }
            }
            try events?.flush()
            let v = validation?.losses
            func value(_ number: Double?) -> CSVLog.Value { number.map { .double($0) } ?? .none }
            try table?.append(
                step: report.updates,
                [
                    .integer(report.epoch), .double(report.learningRate), .double(losses.total),
                    .double(losses.semantic), .double(losses.lovasz),
                    .double(losses.variance), .double(losses.seed), .double(losses.iou), value(v?.total),
                    value(v?.semantic), value(v?.lovasz),
                    value(v?.variance), value(v?.seed), value(v?.iou), value(validation?.miou), value(quality),
                    .double((report.seconds * 10).rounded() / 10),
                ])
        }
    }

    func close() {
        progress?.finish()
        log {
            try events?.close()
            try table?.close()
        }
    }

    private func line(_ report: EpochReport, _ quality: Double?) -> String {
        var text = String(
            format: "epoch %d: loss %.4f (semantic %.4f, lovasz %.4f, variance %.4f, seed %.4f), iou %.3f",
            report.epoch, report.losses.total,
            report.losses.semantic, report.losses.lovasz, report.losses.variance, report.losses.seed, report.losses.iou)
        if let validation = report.validation {
            text += String(
                format: "; validation: loss %.4f, gaussian iou %.4f, miou %.4f", validation.losses.total,
                validation.losses.iou, validation.miou)
            if let quality { text += String(format: ", pq %.4f", quality) }
            if report.isBest { text += " (best)" }
        }
        return text + String(format: "; %.0f s", report.seconds)
    }

    private func scalars(_ group: String, _ losses: LossParts, _ step: Int) throws {
        for (name, value) in [
            ("loss", losses.total), ("semantic", losses.semantic), ("lovasz", losses.lovasz),
            ("variance", losses.variance),
            ("seed", losses.seed), ("gaussian_iou", losses.iou),
        ] { try events?.scalar("\(group)/\(name)", Float(value), step: step) }
    }

    private func log(_ write: () throws -> Void) {
        do {
            try write()
        } catch {
            progress?.clear()
            StandardStreams.note("\(error); the training goes on without this log")
            events = nil
            table = nil
        }
    }

    /// What `--json` prints.
    private struct EpochLine: Encodable {
        let epoch: Int, updates: Int
        let loss: Double, gaussianIoU: Double?, validationLoss: Double?, miou: Double?, pq: Double?
        let classes: [String: Double]?
        let isBest: Bool
        let seconds: Double

        init(_ report: EpochReport, _ quality: Double?, _ classes: [TrainedClass]) {
            (epoch, updates, loss, seconds, isBest) = (
                report.epoch, report.updates, report.losses.total, report.seconds, report.isBest
            )
            gaussianIoU = report.validation?.losses.iou
            validationLoss = report.validation?.losses.total
            miou = report.validation?.miou
            pq = quality
            self.classes = report.validation.map { result in
                Dictionary(
                    uniqueKeysWithValues: classes.enumerated().compactMap { i, c in
                        result.confusion.iou(i).map { (c.name, $0) }
                    })
            }
        }
    }
}
