import Foundation
import PanSECB
import Ranks

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
    private let ranks: Ranks
    private let portion: Portion
    private var progress: TrainingCheckpoint.Progress
    /// When the epoch at hand began, less interruptions.
    private var epochStart = Date()
    /// The place whose state `lastFile` has.
    private var keptPlace = ""
    /// Whether an error ended the training and `lastFile` has the state after the last step.
    public private(set) var hasKeptState = false
    /// What was taken of the file that it starts from; nil: there is none, or a training goes on.
    public let start: StartReport?

    /// Of the pictures, for checkpoints to tell.
    public var trainedSize: TrainedSize? {
        get { progress.trainedSize }
        set { progress.trainedSize = newValue }
    }

    public var lastFile: String { configuration.output + "/last.safetensors" }
    public var bestFile: String { configuration.output + "/best.safetensors" }

    /// - Parameters:
    ///   - splits: one for each source of the configuration.
    ///   - weights: of the classes.
    ///   - resumes: `resume` follows: the file to start from is not read.
    ///   - ranks: the processes that do the work together.
    public init(
        _ configuration: TrainingConfiguration, _ coding: ClassCoding, splits: [TrainingSplit],
        validation: TrainingSplit?,
        weights: LossWeights, resumes: Bool = false, ranks: Ranks = Ranks()
    ) throws {
        self.ranks = ranks
        portion = try Portion(configuration, ranks)
        self.configuration = configuration
        self.coding = coding
        self.splits = splits
        self.weights = weights
        let samples = EpochPlan(configuration.train, splits, seed: 0, epoch: 0).entries.count
        guard samples >= configuration.batch * configuration.accumulate else {
            throw TrainingError(
                .data,
                "an epoch has \(samples) samples, fewer than a step of "
                    + "\(configuration.batch * configuration.accumulate)",
                fix: "Make batch or accumulate smaller, or samples larger")
        }
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
        let network = TrainableNetwork(architecture, workers, Sharing(ranks, configuration.share))
        network.initialise(seed: configuration.seed)
        network.freezesStatistics = configuration.freezeStatistics
        let file = configuration.start.isEmpty || resumes ? nil : try StartFile(configuration.start)
        start = try file.map { try network.start(from: $0, classes: coding.table) }
        teacher = configuration.teacher.isEmpty ? nil : try Teacher(configuration.teacher, of: coding)
        step = TrainingStep(network, weights, workers, batches: configuration.accumulate)
        step.optimiser.decay = Float(configuration.decay)
        if file?.isFolded == true {
            network.calibrate(on: step.images(try Trainer.firstPictures(configuration, splits)))
        }
        average = configuration.average > 0 ? MovingAverage(share: configuration.average, network) : nil
        self.validation =
            configuration.validation.every == 0
            ? nil
            : validation.map {
                Validation(
                    $0, coding, weights, images: configuration.validation.images,
                    withQuality: configuration.validation.pq)
            }
        progress = TrainingCheckpoint.Progress(
            configuration: configuration, classes: coding.classes,
            data: DataIdentity(splits, validation: self.validation?.split))
    }

    /// Those of the first epoch's first batch.
    private static func firstPictures(_ c: TrainingConfiguration, _ splits: [TrainingSplit]) throws
        -> [(width: Int, height: Int, pixels: [UInt8])]
    {
        let augmenter = Augmenter(c.augmentation, height: c.crop[0], width: c.crop[1])
        return try EpochPlan(c.train, splits, seed: c.seed, epoch: 0).entries.prefix(c.batch).enumerated().map {
            number, entry in
            var random = RandomNumbers(c.seed, 0, UInt64(number), 3)
            let crop = augmenter.crop(try splits[entry.split].load(entry.sample), &random)
            return (crop.width, crop.height, crop.pixels)
        }
    }

    /// Goes on from the last checkpoint in the output folder. Returns the epochs that are complete and the step of the
    /// next.
    public func resume() throws(TrainingError) -> (epoch: Int, step: Int) {
        let saved = try TrainingCheckpoint.read(lastFile, into: step, average)
        guard TrainedClass.areSame(saved.classes, coding.classes, for: configuration.network.architecture) else {
            throw TrainingError(.checkpoint, "\(lastFile): it was trained on other classes")
        }
        var expected = saved.configuration
        // What may change without changing the numbers that come out, and how long it lasts.
        (expected.output, expected.threads, expected.data, expected.classes) = (
            configuration.output, configuration.threads, configuration.data, configuration.classes
        )
        (expected.epochs, expected.patience, expected.pictures, expected.start) = (
            configuration.epochs, configuration.patience, configuration.pictures, configuration.start
        )
        guard expected == configuration else {
            throw TrainingError(
                .checkpoint,
                "\(lastFile): it was trained with other settings: "
                    + "\(TrainingConfiguration.differences(expected, configuration))",
                fix: "Begin a new training in another output folder, with start: \(lastFile)")
        }
        if let difference = progress.data.flatMap({ saved.data?.difference(to: $0) }) {
            throw TrainingError(
                .checkpoint, "\(lastFile): it was trained on other data: \(difference)",
                fix:
                    "Put the data set back as it was, or begin a new training in another output folder, "
                    + "with start: \(lastFile)")
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
        let data = progress.data
        progress = saved
        progress.configuration = configuration
        progress.data = data
        progress.divergence = saved.divergence ?? Divergence()
        keptPlace = saved.place
        return (saved.epoch, saved.step)
    }

    public var stepsPerEpoch: Int {
        EpochPlan(configuration.train, splits, seed: 0, epoch: 0).entries.count
            / (configuration.batch * configuration.accumulate)
    }

    // MARK: training

    /// - Parameter interrupted: asked after each step; true writes a checkpoint and ends.
    public func run(_ observer: any TrainingObserver, interrupted: () -> Bool) throws -> Outcome {
        try requireAgreement()
        while progress.epoch < configuration.epochs {
            epochStart = Date(timeIntervalSinceNow: -(progress.seconds ?? 0))
            guard try keepingState({ try trainEpoch(observer, interrupted) }) else {
                try save(lastFile)
                return .interrupted
            }
            guard try endEpoch(observer, interrupted) else { return .interrupted }
            if configuration.patience > 0, progress.best != nil,
                progress.epoch - progress.bestEpoch >= configuration.patience
            {
                return .noImprovement
            }
        }
        return .complete
    }

    /// An error leaves the state after the last step behind, unless that state itself has gone wrong.
    private func keepingState<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            if (error as? TrainingError)?.kind != .notFinite, progress.updates > 0 {
                hasKeptState = (try? save(lastFile)) != nil
            }
            throw error
        }
    }

    /// False: interrupted.
    private func trainEpoch(_ observer: any TrainingObserver, _ interrupted: () -> Bool) throws -> Bool {
        let c = configuration, epoch = progress.epoch, steps = stepsPerEpoch
        let plan = EpochPlan(c.train, splits, seed: c.seed, epoch: epoch)
        let augmenter = Augmenter(c.augmentation, height: c.crop[0], width: c.crop[1]), splits = splits, coding = coding
        // Only the loader's thread asks it.
        nonisolated(unsafe) let teacher = teacher
        let portion = portion
        let loader = BatchLoader(batches: progress.step * portion.rounds..<steps * portion.rounds) { round in
            try portion.samples(ofRound: round).map { number in
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
            let statistics = step.network.runningStatistics
            var isInterrupted = false
            do {
                for round in 0..<portion.rounds {
                    step.network.dropout?.step = UInt64(
                        portion.batch(ofRound: progress.updates * portion.rounds + round))
                    step.network.dropout?.firstImage = portion.firstSample
                    let batch = try loader.next()
                    let result = try step.round(
                        batch, factor: 1 / Double(c.accumulate), isInterrupted: interrupted())
                    for (number, parts) in result.parts.enumerated() {
                        try check(parts, number == ranks.rank || result.parts.count == 1 ? batch : [])
                        losses = losses + parts * (1 / Double(c.accumulate))
                    }
                    isInterrupted = isInterrupted || result.isInterrupted
                }
            } catch {
                // Nothing stays of a step that is not whole.
                step.network.runningStatistics = statistics
                throw error
            }
            step.update(learningRate: rate)
            progress.updates += 1
            progress.step += 1
            average?.update(step.network, step: progress.updates)
            progress.add(losses)
            progress.divergence?.add(losses, weights)
            observer.step(
                TrainingReport(
                    epoch: epoch + 1, step: progress.step, steps: steps, updates: progress.updates, samples: samples,
                    losses: losses, learningRate: rate))
            // All ranks stop after the same step.
            if ranks.count > 1 ? isInterrupted : interrupted(), progress.step < steps { return false }
        }
        return true
    }

    private func check(_ parts: LossParts, _ batch: [Sample]) throws(TrainingError) {
        let all = parts.named(for: configuration.network.architecture)
        guard let bad = all.first(where: { !$0.value.isFinite }) else { return }
        throw TrainingError(
            .notFinite,
            "epoch \(progress.epoch + 1), step \(progress.step + 1): the \(bad.name) loss is \(bad.value), "
                + (batch.isEmpty ? "on another rank" : "on \(batch.map(\.name).joined(separator: ", "))"),
            fix: adviceToDiverged)
    }

    private var adviceToDiverged: String {
        "A smaller learning_rate helps most often"
            + (FileManager.default.fileExists(atPath: lastFile)
                ? "; \(lastFile) holds the state after \(keptPlace)" : "")
    }

    private func learningRate(epoch: Int, step: Int, steps: Int) -> Double {
        let c = configuration, exact = Double(epoch) + Double(step) / Double(steps)
        let rise = c.warmup > 0 ? min(1, (exact + 1 / Double(steps)) / c.warmup) : 1
        return rise
            * LearningRate.rate(
                base: c.learningRate, progress: (c.schedule == .step ? exact : Double(epoch)) / Double(c.epochs))
    }

    /// Validates and writes the checkpoints. False: interrupted before it was done; then the epoch's end comes again.
    private func endEpoch(_ observer: any TrainingObserver, _ interrupted: () -> Bool) throws -> Bool {
        let c = configuration, number = progress.epoch + 1
        var result: ValidationResult?
        let isValidated = validation != nil && (number % c.validation.every == 0 || number == c.epochs)
        if isValidated, ranks.isFirst, let validation {
            observer.status("validating on \(validation.samples.count) pictures")
            let shown = c.pictures > 0 && (number % c.pictures == 0 || number == c.epochs) ? 3 : 0
            let updates = progress.updates
            result = try keepingState {
                try validation.run(
                    try step.network.converted(coding, average), threads: c.threads, context: step.network.context,
                    pictures: shown,
                    show: { observer.picture($0, updates: updates) }, cancelled: interrupted)
            }
            guard result != nil else {
                try save(lastFile)
                _ = try? ranks.gather([1, 0])
                return false
            }
        }
        var value: Double?
        if isValidated {
            // The first rank validated for all, or was interrupted.
            let told = try ranks.gather([0, result.flatMap { measure($0) } ?? -.infinity])[0]
            if told[0] > 0 { return false }
            value = told[1]
        }
        // Logs begin here. Without a checkpoint, nobody could go on with them.
        if !FileManager.default.fileExists(atPath: lastFile) { try save(lastFile) }
        let isBest = value.map { $0 > progress.best ?? -.infinity } ?? false
        let rate = learningRate(epoch: progress.epoch, step: progress.step - 1, steps: stepsPerEpoch)
        let losses = progress.meanLosses, steps = progress.step
        try observer.epoch(
            EpochReport(
                epoch: number, updates: progress.updates, learningRate: rate, losses: losses,
                validation: result,
                isBest: isBest, seconds: Date().timeIntervalSince(epochStart)))
        if let problem = progress.divergence?.problem(losses, validation: result?.losses, steps: steps, weights) {
            throw TrainingError(.notFinite, "epoch \(number): \(problem)", fix: adviceToDiverged)
        }
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

    /// The checkpoint to use: the best, or the last where no validation has picked one.
    public var resultFile: String {
        progress.best != nil && FileManager.default.fileExists(atPath: bestFile) ? bestFile : lastFile
    }

    /// All ranks must begin alike: the same settings, weights and place.
    private func requireAgreement() throws {
        guard ranks.count > 1 else { return }
        var settings = configuration
        settings.threads = 0
        let values = UnsafeRawBufferPointer(start: step.network.store.values, count: 4 * step.network.store.count)
        let texts = [ConfigurationFile.text(settings), "\(progress.updates)"] + splits.flatMap(\.samples)
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in texts.joined(separator: "\n").utf8 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
        for byte in values { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
        let all = try ranks.gather([Double(hash >> 32), Double(hash & 0xFFFF_FFFF)])
        if let other = all.firstIndex(where: { $0 != all[0] }) {
            throw TrainingError(
                .data, "rank \(other) has other settings, pictures or weights than rank 0",
                fix: "Give all machines the same files, of a checkpoint too")
        }
    }

    private func save(_ file: String) throws {
        guard ranks.isFirst else { return }
        progress.seconds = progress.step > 0 ? Date().timeIntervalSince(epochStart) : nil
        try TrainingCheckpoint.write(progress, step, average, to: file)
        if file == lastFile { keptPlace = progress.place }
    }
}
