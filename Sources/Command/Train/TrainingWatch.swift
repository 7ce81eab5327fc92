import Foundation
import Images
import PanSECB
import Support
import Training
import TrainingLog

/// Follows a training to its end.
protocol TrainingLogger: TrainingObserver {
    func close()
}

/// Of the ranks whose training another shows.
final class NoLog: TrainingLogger {
    func begin(epoch: Int, samples: (done: Int, all: Int)) {}
    func step(_ report: TrainingReport) {}
    func picture(_ picture: ValidationPicture, updates: Int) {}
    func epoch(_ report: EpochReport) {}
    func status(_ text: String) {}
    func close() {}
}

/// Shows a training: a progress line, a line an epoch, a CSV file, TensorBoard's event files. A log that cannot be
/// written does not end a training: one message says so, and the training continues.
final class TrainingWatch: TrainingLogger {
    private let network: ArchitectureKind
    private let classes: [TrainedClass]
    private let epochs: Int, json: Bool
    private var events: EventFile?, table: CSVLog?
    private var progress: ProgressLine?
    private let updates: Int, updatesBefore: Int
    private let start = Date()

    /// - Parameter place: epochs and steps that were done before; nil: a new training.
    init(_ trainer: Trainer, _ coding: ClassCoding, folder: String, from place: (epoch: Int, step: Int)?, json: Bool)
        throws
    {
        network = trainer.configuration.network.architecture
        classes = coding.classes
        epochs = trainer.configuration.epochs
        self.json = json
        let done = place.map { $0.epoch * trainer.stepsPerEpoch + $0.step }
        updates = epochs * trainer.stepsPerEpoch
        updatesBefore = done ?? 0
        table = try CSVLog(
            file: folder + "/log.csv", columns: EpochRow.columns(of: network),
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
        let parts = losses.named(for: network).map { String(format: "\($0.name) %.3f", $0.value) }
        progress?.advance(
            by: report.samples,
            String(format: "loss %.3f = ", losses.total) + parts.joined(separator: " + ")
                + (network.hasObjects ? String(format: ", iou %.3f", losses.iou) : "")
                + (secondsLeft(report.updates).map { "; all epochs: \(ProgressLine.duration($0)) left" } ?? ""))
        log {
            try scalars("train", losses, report.updates)
            try events?.scalar("train/learning_rate", Float(report.learningRate), step: report.updates)
        }
    }

    /// Of the whole training, from what this process has done; validation counts too. Nil at its end.
    private func secondsLeft(_ done: Int) -> Double? {
        guard done > updatesBefore, done < updates else { return nil }
        return Date().timeIntervalSince(start) / Double(done - updatesBefore) * Double(updates - done)
    }

    func status(_ text: String) {
        progress?.finish()
        progress = nil
        StandardStreams.note(text)
    }

    func picture(_ picture: ValidationPicture, updates: Int) {
        log {
            let (width, height) = (picture.width, picture.height), pixels = width * height
            let input = try Picture(width: width, height: height, pixels: picture.pixels)
            let colours = classes.map {
                OverlayClass(name: $0.name, red: $0.color[0], green: $0.color[1], blue: $0.color[2])
            }
            var drawn = [("input", input)]
            if network.hasClasses {
                drawn.append(
                    (
                        "classes",
                        try TrainingPictures.classes(
                            width: width, height: height, map: picture.classes, colours: colours)
                    ))
            }
            if network.hasObjects {
                let objects = picture.panoptic.map { PanopticID($0).isObject ? $0 : 0 }
                let sigma = Array(picture.instance[2 * pixels..<(2 + picture.sigmas) * pixels])
                let seeds = picture.instance[((2 + picture.sigmas) * pixels)...].map { 1 / (1 + exp(-$0)) }
                drawn += [
                    ("objects", try TrainingPictures.objects(over: input, map: objects)),
                    ("seed", try TrainingPictures.seeds(width: width, height: height, maps: seeds)),
                    ("sigma", try TrainingPictures.sigma(width: width, height: height, maps: sigma)),
                ]
            }
            for (what, image) in drawn { try events?.image("\(picture.name)/\(what)", image, step: updates) }
        }
    }

    func epoch(_ report: EpochReport) throws {
        progress?.finish()
        progress = nil
        let validation = report.validation
        let quality = validation?.quality.map { $0.mean(of: classes.indices).pq }
        if json {
            StandardStreams.print(
                try JSONText.line(of: EpochLine(report, quality, classes, secondsLeft: secondsLeft(report.updates))))
        } else {
            StandardStreams.print(line(report, quality))
        }
        log {
            if let validation {
                try scalars("validation", validation.losses, report.updates)
                if let miou = validation.miou {
                    try events?.scalar("validation/miou", Float(miou), step: report.updates)
                }
                if let quality { try events?.scalar("validation/pq", Float(quality), step: report.updates) }
            }
            try events?.flush()
            try table?.append(step: report.updates, EpochRow(report, quality, of: network).values)
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
        let parts = report.losses.named(for: network).map { String(format: "\($0.name) %.4f", $0.value) }
        var text = String(format: "epoch %d: loss %.4f (", report.epoch, report.losses.total)
        text += parts.joined(separator: ", ") + ")"
        if network.hasObjects { text += String(format: ", iou %.3f", report.losses.iou) }
        if let validation = report.validation {
            text += String(format: "; validation: loss %.4f", validation.losses.total)
            if let iou = validation.gaussianIoU { text += String(format: ", gaussian iou %.4f", iou) }
            if let miou = validation.miou { text += String(format: ", miou %.4f", miou) }
            if let quality { text += String(format: ", pq %.4f", quality) }
            if report.isBest { text += " (best)" }
        }
        text += String(format: "; %.0f s", report.seconds)
        return text + (secondsLeft(report.updates).map { ", \(ProgressLine.duration($0)) left" } ?? "")
    }

    private func scalars(_ group: String, _ losses: LossParts, _ step: Int) throws {
        var values = [("loss", losses.total)] + losses.named(for: network).map { ($0.name, $0.value) }
        if network.hasObjects { values.append(("gaussian_iou", losses.iou)) }
        for (name, value) in values { try events?.scalar("\(group)/\(name)", Float(value), step: step) }
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
        let seconds: Double, secondsLeft: Double?

        init(_ report: EpochReport, _ quality: Double?, _ classes: [TrainedClass], secondsLeft: Double?) {
            self.secondsLeft = secondsLeft
            (epoch, updates, loss, seconds, isBest) = (
                report.epoch, report.updates, report.losses.total, report.seconds, report.isBest
            )
            gaussianIoU = report.validation?.gaussianIoU
            validationLoss = report.validation?.losses.total
            miou = report.validation?.miou
            pq = quality
            self.classes = report.validation.flatMap { result in
                guard result.miou != nil else { return nil }
                return Dictionary(
                    uniqueKeysWithValues: classes.enumerated().compactMap { i, c in
                        result.confusion.iou(i).map { (c.name, $0) }
                    })
            }
        }
    }
}
