import ArgumentParser
import Foundation
import PanSECB
import Support
import Training

struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train a network on labelled pictures.",
        discussion: """
            Reads a configuration (JSON or YAML; every setting has a default) and writes into its output folder:
              last.safetensors       after each epoch: everything that training needs to go on exactly (--resume)
              best.safetensors       the same of the epoch that did best in validation; `pansecb convert` takes both
              configuration.json     all settings, with defaults
              log.csv                a line an epoch
              events.out.tfevents.*  for TensorBoard: tensorboard --logdir FOLDER

            network.architecture is \(ArchitectureKind.allCases.map(\.slug).joined(separator: ", ")): classes and \
            objects, objects only, classes only. network.width is the share of its channels: 1, 0.75, 0.5 or 0.25.

            Ctrl-C ends after the step at hand, with a checkpoint. The same seed gives the same weights, whatever the \
            number of threads.

            EXAMPLES
              pansecb train Examples/training/camvid.yaml --set data=camvid
              pansecb train Examples/training/camvid.yaml --set data=camvid --resume
              pansecb train my.yaml --set network.architecture=erfnet --set network.width=0.5
              pansecb train my.yaml --set learning_rate=1e-4 --set augmentation.flip=0 --set output=runs/second
            """)

    @Argument(help: "Configuration, JSON or YAML.", completion: .file(extensions: ["json", "yaml", "yml"]))
    var configuration: String

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Change a setting; may be given several times.", valueName: "key=value"))
    var changes: [String] = []

    @Flag(help: "Go on from the last checkpoint in the output folder.")
    var resume = false

    @Flag(help: "Print each epoch as a line of JSON.")
    var json = false

    func run() throws {
        var settings = try ConfigurationFile.read(configuration, changes: changes)
        // So that configuration.json tells what it was trained on.
        if settings.data.isEmpty, let folder = ProcessInfo.processInfo.environment["CITYSCAPES_DIR"], !folder.isEmpty {
            settings.data = URL(fileURLWithPath: folder).standardizedFileURL.path
        }
        let folder = TrainingFolder(settings.output), ranks = try CommonWork.join()
        if ranks.isFirst { try folder.prepare(resumes: resume) }
        Interruption.watch()
        ranks.isInterrupted = { Interruption.happened }
        TrainingMemory.exhausted = { bytes in
            StandardStreams.error(
                InputError(
                    status: .outOfMemory,
                    "\(bytes / 1_000_000) MB more are needed than there are. Make batch or crop smaller, "
                        + "and accumulate larger"
                ))
            StandardStreams.exit(ExitStatus.outOfMemory.rawValue)
        }
        let inputs = try TrainingInputs(settings)
        let trainer = try Trainer(
            settings, inputs.coding, splits: inputs.splits, validation: inputs.validation, weights: inputs.weights,
            resumes: resume, ranks: ranks)
        trainer.start?.lines.forEach { StandardStreams.note($0.printable) }
        let place = resume ? try trainer.resume() : (epoch: 0, step: 0)
        trainer.trainedSize = inputs.trainedSize
        if ranks.isFirst { try folder.write(settings) }
        let log: any TrainingLogger =
            ranks.isFirst
            ? try TrainingWatch(
                trainer, inputs.coding, folder: settings.output, from: resume ? place : nil, json: json)
            : NoLog()
        let outcome: Trainer.Outcome
        do {
            outcome = try trainer.run(log) { Interruption.happened }
        } catch {
            log.close()
            if trainer.hasKeptState {
                StandardStreams.note(
                    "\(trainer.lastFile) has the state after the last step; once it is mended, \(advice)")
            }
            throw error
        }
        log.close()
        let kind = trainer.resultFile == trainer.bestFile ? "best" : "last"
        let result = "the \(kind) checkpoint is \(trainer.resultFile)"
        switch outcome {
        case .complete: StandardStreams.note("complete; \(result)")
        case .noImprovement:
            StandardStreams.note("ended: \(settings.patience) epochs without a better one; \(result)")
        case .interrupted:
            StandardStreams.note("interrupted; \(advice)")
            throw ExitCode(130)
        }
    }

    private var advice: String {
        "go on with: pansecb train \(configuration)\(changes.map { " --set \($0)" }.joined()) --resume"
    }
}

/// Where a training leaves its files.
struct TrainingFolder {
    let path: String

    init(_ path: String) { self.path = path }

    func prepare(resumes: Bool) throws {
        let hasState = FileManager.default.fileExists(atPath: path + "/last.safetensors")
        if hasState && !resumes {
            throw TrainingError(
                .configuration, "\(path): a training was begun in this folder",
                fix: "Go on with --resume, or choose another folder with --set output=FOLDER")
        }
        if resumes && !hasState {
            throw TrainingError(
                .cannotRead, "\(path)/last.safetensors: there is no checkpoint to go on from",
                fix: "Begin without --resume")
        }
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw TrainingError(.cannotWrite, "\(path): the folder cannot be made")
        }
    }

    func write(_ settings: TrainingConfiguration) throws {
        do {
            try Data((ConfigurationFile.text(settings) + "\n").utf8).write(
                to: URL(fileURLWithPath: path + "/configuration.json"), options: .atomic)
        } catch {
            throw TrainingError(.cannotWrite, "\(path)/configuration.json: the file cannot be written")
        }
    }
}

/// Ctrl-C and the like are noted, and the training asks when it can stop.
enum Interruption {
    nonisolated(unsafe) private static var count: sig_atomic_t = 0

    static var happened: Bool { count > 0 }

    /// A second signal ends the program at once.
    static func watch() {
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                Interruption.count += 1
                signal(number, SIG_DFL)
            }
        }
    }
}
