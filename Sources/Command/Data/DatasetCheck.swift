import ArgumentParser
import Datasets
import Support

struct DatasetCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read a whole split of a data set: what is in it, and everything that is wrong.",
        discussion: """
            Reads every picture and its labels and prints how many there are and of which sizes, each class's share of \
            all pixels, the objects of each thing, and the class weights of training, 1 / ln(1.1 + share). Whatever is \
            wrong is named on standard error, and the command then ends with \(ExitStatus.badDataset.rawValue).

            EXAMPLES
              pansecb dataset check cityscapes
              pansecb dataset check cityscapes --split val --json
              pansecb dataset check camvid --classes Examples/training/camvid-classes.json
              CITYSCAPES_DIR=cityscapes pansecb dataset check --split crops_26
            """)

    @Argument(help: "Folder with leftImg8bit and gtFine; without it, that of CITYSCAPES_DIR.", completion: .directory)
    var folder: String?

    @Option(help: "The split to read.")
    var split = "train"

    @Option(help: "JSON file of the classes; without it, those of Cityscapes.", completion: .file(extensions: ["json"]))
    var classes: String?

    @Option(help: "Threads; 0: one for each processor.")
    var threads = 0

    @Flag(help: "Print the results as JSON.")
    var json = false

    func validate() throws {
        guard (0...256).contains(threads) else { throw ValidationError("--threads goes from 0 to 256") }
    }

    func run() throws {
        let trainingClasses = try TrainingClasses(file: classes), dataset = try CityscapesFolder(folder)
        var progress: ProgressLine?
        let survey = try DatasetSurvey(
            dataset, split: split, classes: trainingClasses, threads: threads,
            started: { progress = ProgressLine(total: $0) },
            finished: { progress?.advance(by: 1, $0.name) })
        progress?.finish()
        let report = DatasetReport(dataset.root, split, trainingClasses, survey)
        StandardStreams.print(try json ? JSONText.of(report) : report.text)
        survey.faults.forEach(StandardStreams.error)
        if !survey.faults.isEmpty { throw ExitCode(ExitStatus.badDataset.rawValue) }
    }
}
