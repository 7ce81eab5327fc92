import Foundation
import PanSECB

/// What a training tells those who watch it.
public protocol TrainingObserver: AnyObject {
    /// Before the first step of an epoch, which is counted from 1, or of what an interruption left of it.
    /// - Parameter samples: of the epoch, and how many of them were done before.
    func begin(epoch: Int, samples: (done: Int, all: Int))
    /// After each step of the optimiser.
    func step(_ report: TrainingReport)
    /// A picture of the validation, every few epochs.
    func picture(_ picture: ValidationPicture, epoch: Int)
    /// At the end of an epoch, before its checkpoint is written.
    func epoch(_ report: EpochReport) throws
    /// Of something that takes a while.
    func status(_ text: String)
}

public struct TrainingReport: Sendable {
    /// Epoch from 1, step in it from 1, steps an epoch has, steps of the optimiser in all.
    public var epoch: Int, step: Int, steps: Int, updates: Int
    public var samples: Int
    public var losses: LossParts
    public var learningRate: Double
}

public struct EpochReport: Sendable {
    public var epoch: Int, updates: Int
    public var learningRate: Double
    public var losses: LossParts
    public var validation: ValidationResult?
    public var isBest: Bool
    public var seconds: Double
}

/// Trains a network epoch by epoch, and keeps its state in files from which it goes on exactly.
public final class Trainer {
    public enum Outcome: Equatable, Sendable {
        case complete, interrupted, noImprovement
    }

    public let configuration: TrainingConfiguration
    public let step: TrainingStep
    private let splits: [TrainingSplit], validation: Validation?
    private let coding: ClassCoding
    private let weights: LossWeights
    private let average: MovingAverage?
    private let teacher: Teacher?
    private var progress: TrainingCheckpoint.Progress

    public var lastFile: String { configuration.output + "/last.safetensors" }
    public var bestFile: String { configuration.output + "/best.safetensors" }

    /// - Parameters:
    ///   - splits: one for each source of the configuration.
    ///   - weights: of the classes.
    public init(
        _ configuration: TrainingConfiguration, _ coding: ClassCoding, splits: [TrainingSplit],
        validation: TrainingSplit?,
        weights: LossWeights
    ) throws {
        self.configuration = configuration
        self.coding = coding
        self.splits = splits
        self.weights = weights
        let workers = try Workers(threads: configuration.threads)
        let architecture = configuration.network.architecture(
            semanticChannels: weights.semantic.count, things: weights.seed.count)
        guard architecture.isValid else {
            throw TrainingError(
                .configuration,
                "\(configuration.network.text) can't have \(weights.semantic.count) semantic channels and "
                    + "\(weights.seed.count) things; there are at most \(Architecture.maxSemanticChannels) and "
                    + "\(Architecture.maxThings)")
        }
        let network = TrainableNetwork(architecture, workers)
        network.initialise(seed: configuration.seed)
        network.freezesStatistics = configuration.freezeStatistics
        if !configuration.start.isEmpty { try network.start(from: configuration.start) }
        teacher = configuration.teacher.isEmpty ? nil : try Teacher(configuration.teacher, of: coding)
        step = TrainingStep(network, weights, workers)
        step.optimiser.decay = Float(configuration.decay)
        average = configuration.average > 0 ? MovingAverage(share: configuration.average, network) : nil
        self.validation =
            configuration.validation.every == 0
            ? nil
            : validation.map {
                Validation(
                    $0, coding, weights, images: configuration.validation.images,
                    withQuality: configuration.validation.pq)
            }
        progress = TrainingCheckpoint.Progress(configuration: configuration, classes: coding.classes)
        guard stepsPerEpoch > 0 else {
            let samples = EpochPlan(configuration.train, splits, seed: 0, epoch: 0).entries.count
            throw TrainingError(
                .data,
                "an epoch has \(samples) samples, fewer than a step of "
                    + "\(configuration.batch * configuration.accumulate)",
                fix: "Make batch or accumulate smaller, or samples larger")
        }
    }

    /// Goes on from the last checkpoint in the output folder. Returns the epochs that are complete and the step of the
    /// next.
    public func resume() throws(TrainingError) -> (epoch: Int, step: Int) {
        let saved = try TrainingCheckpoint.read(lastFile, into: step, average)
        guard saved.classes == coding.classes else {
            throw TrainingError(.checkpoint, "\(lastFile): it was trained on other classes")
        }
        var expected = saved.configuration
        // What may change without changing the numbers that come out, and how long it lasts.
        (expected.output, expected.threads, expected.data, expected.classes) = (
            configuration.output, configuration.threads, configuration.data, configuration.classes
        )
        (expected.epochs, expected.patience, expected.pictures) = (
            configuration.epochs, configuration.patience, configuration.pictures
        )
        guard expected == configuration else {
            throw TrainingError(
                .checkpoint,
                "\(lastFile): it was trained with other settings: "
                    + "\(TrainingConfiguration.differences(expected, configuration))",
                fix: "Begin a new training in another output folder, with start: \(lastFile)")
        }
        let steps = stepsPerEpoch
        guard saved.step <= steps, saved.updates == saved.epoch * steps + saved.step else {
            throw TrainingError(
                .checkpoint,
                "\(lastFile): \(saved.updates) steps were done up to step \(saved.step) of epoch \(saved.epoch + 1), "
                    + "which does not fit the \(steps) steps that an epoch of this data set has",
                fix:
                    "Put the data set back as it was, or begin a new training in another output folder, "
                    + "with start: \(lastFile)"
            )
        }
        progress = saved
        progress.configuration = configuration
        return (saved.epoch, saved.step)
    }

    public var stepsPerEpoch: Int {
        EpochPlan(configuration.train, splits, seed: 0, epoch: 0).entries.count
            / (configuration.batch * configuration.accumulate)
    }

    // MARK: training

    /// - Parameter interrupted: asked after each step; true writes a checkpoint and ends.
    public func run(_ observer: any TrainingObserver, interrupted: () -> Bool) throws -> Outcome {
        while progress.epoch < configuration.epochs {
            let start = Date()
            guard try trainEpoch(observer, interrupted) else {
                try save(lastFile)
                return .interrupted
            }
            guard try endEpoch(observer, seconds: Date().timeIntervalSince(start), interrupted) else {
                return .interrupted
            }
            if configuration.patience > 0, progress.best != nil,
                progress.epoch - progress.bestEpoch >= configuration.patience
            {
                return .noImprovement
            }
        }
        return .complete
    }

    /// False: interrupted.
    private func trainEpoch(_ observer: any TrainingObserver, _ interrupted: () -> Bool) throws -> Bool {
        let c = configuration, epoch = progress.epoch, steps = stepsPerEpoch
        let plan = EpochPlan(c.train, splits, seed: c.seed, epoch: epoch)
        let augmenter = Augmenter(c.augmentation, height: c.crop[0], width: c.crop[1]), splits = splits, coding = coding
        // Only the loader's thread asks it.
        nonisolated(unsafe) let teacher = teacher
        let loader = BatchLoader(batches: progress.step * c.accumulate..<steps * c.accumulate) { batch in
            try (batch * c.batch..<(batch + 1) * c.batch).map { number in
                let entry = plan.entries[number], split = splits[entry.split]
                var random = RandomNumbers(c.seed, UInt64(epoch), UInt64(number), 3)
                let crop = augmenter.crop(try split.load(entry.sample), &random)
                let targets =
                    try teacher?.targets(of: crop, isLabelled: split.isLabelled)
                    ?? coding.targets(crop.width, crop.height, crop.ids)
                return Sample(
                    width: crop.width, height: crop.height, pixels: crop.pixels, targets: targets,
                    name: split.samples[entry.sample])
            }
        }
        defer { loader.stop() }
        let samples = c.batch * c.accumulate
        observer.begin(epoch: epoch + 1, samples: (progress.step * samples, steps * samples))
        while progress.step < steps {
            let rate = learningRate(epoch: epoch, step: progress.step, steps: steps)
            step.network.dropout = c.dropout ? Dropout(seed: c.seed, step: UInt64(progress.updates)) : nil
            var losses = LossParts()
            for micro in 0..<c.accumulate {
                step.network.dropout?.step = UInt64(progress.updates * c.accumulate + micro)
                let batch = try loader.next()
                let parts = step.addGradients(batch, factor: 1 / Double(c.accumulate))
                try check(parts, batch)
                losses = losses + parts * (1 / Double(c.accumulate))
            }
            step.update(learningRate: rate)
            progress.updates += 1
            progress.step += 1
            average?.update(step.network, step: progress.updates)
            progress.add(losses)
            observer.step(
                TrainingReport(
                    epoch: epoch + 1, step: progress.step, steps: steps, updates: progress.updates, samples: samples,
                    losses: losses, learningRate: rate))
            if interrupted(), progress.step < steps { return false }
        }
        return true
    }

    private func check(_ parts: LossParts, _ batch: [Sample]) throws(TrainingError) {
        let all = parts.named(for: configuration.network.architecture)
        guard let bad = all.first(where: { !$0.value.isFinite }) else { return }
        throw TrainingError(
            .notFinite,
            "epoch \(progress.epoch + 1), step \(progress.step + 1): the \(bad.name) loss is \(bad.value), "
                + "on \(batch.map(\.name).joined(separator: ", "))",
            fix: "A smaller learning_rate helps most often; \(lastFile) holds the state before this epoch")
    }

    private func learningRate(epoch: Int, step: Int, steps: Int) -> Double {
        let c = configuration, exact = Double(epoch) + Double(step) / Double(steps)
        let rise = c.warmup > 0 ? min(1, (exact + 1 / Double(steps)) / c.warmup) : 1
        return rise
            * LearningRate.rate(
                base: c.learningRate, progress: (c.schedule == .step ? exact : Double(epoch)) / Double(c.epochs))
    }

    /// Validates and writes the checkpoints. False: interrupted before it was done; then the epoch's end comes again.
    private func endEpoch(_ observer: any TrainingObserver, seconds: Double, _ interrupted: () -> Bool) throws -> Bool {
        let c = configuration, number = progress.epoch + 1
        var result: ValidationResult?
        if let validation, number % c.validation.every == 0 || number == c.epochs {
            observer.status("validating on \(validation.samples.count) pictures")
            let shown = c.pictures > 0 && (number % c.pictures == 0 || number == c.epochs) ? 3 : 0
            result = try validation.run(
                try step.network.converted(coding, average), threads: c.threads, context: step.network.context,
                pictures: shown,
                show: { observer.picture($0, epoch: number) }, cancelled: interrupted)
            guard result != nil else {
                try save(lastFile)
                return false
            }
        }
        // Logs begin here. Without a checkpoint, nobody could go on with them.
        if !FileManager.default.fileExists(atPath: lastFile) { try save(lastFile) }
        let value = result.flatMap { measure($0) }
        let isBest = value.map { $0 > progress.best ?? -.infinity } ?? false
        let rate = learningRate(epoch: progress.epoch, step: progress.step - 1, steps: stepsPerEpoch)
        try observer.epoch(
            EpochReport(
                epoch: number, updates: progress.updates, learningRate: rate, losses: progress.meanLosses,
                validation: result,
                isBest: isBest, seconds: seconds))
        if isBest {
            progress.best = value
            progress.bestEpoch = number
        }
        progress.beginEpoch(number)
        if isBest { try save(bestFile) }
        try save(lastFile)
        return true
    }

    /// Nil where the network has no such measure.
    private func measure(_ result: ValidationResult) -> Double? {
        switch configuration.best {
        case .gaussianIoU: result.gaussianIoU
        case .miou: result.miou
        case .pq: result.quality?.mean(of: coding.table.classes.indices).pq
        }
    }

    private func save(_ file: String) throws { try TrainingCheckpoint.write(progress, step, average, to: file) }
}

extension TrainingCheckpoint.Progress {
    mutating func add(_ losses: LossParts) {
        for (i, value) in [losses.semantic, losses.lovasz, losses.variance, losses.seed, losses.iou].enumerated() {
            sums[i] += value
        }
    }

    mutating func beginEpoch(_ complete: Int) {
        epoch = complete
        step = 0
        sums = sums.map { _ in 0 }
    }

    /// Of the epoch so far.
    var meanLosses: LossParts {
        var mean = LossParts()
        let factor = 1 / Double(max(step, 1))
        (mean.semantic, mean.lovasz, mean.variance) = (sums[0] * factor, sums[1] * factor, sums[2] * factor)
        (mean.seed, mean.iou) = (sums[3] * factor, sums[4] * factor)
        return mean
    }
}
