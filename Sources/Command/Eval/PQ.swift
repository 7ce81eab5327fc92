import ArgumentParser
import PanopticFiles
import Support

struct PQ: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pq",
        abstract: "Panoptic quality of any prediction in COCO's panoptic format.",
        discussion: """
            Compares two sets of segments and prints PQ, SQ and RQ, the same numbers as \
            csEvalPanopticSemanticLabeling: for all classes, things, stuff and each class, with true positives (TP), \
            false positives (FP) and false negatives (FN). Each set is a JSON file and a folder of RGB PNG files, \
            whose pixels are R + 256 G + 65536 B. Categories are those of the ground truth. Whatever does not fit \
            together ends the command with \(ExitStatus.badDataset.rawValue).

            EXAMPLES
              pansecb pq --ground-truth gtFine/cityscapes_panoptic_val.json \
            --prediction results/cityscapes_panoptic_val.json
              pansecb pq --ground-truth truth.json --prediction mine.json --prediction-folder mine_png --json
            """)

    @Option(help: "JSON file of the ground truth.", completion: .file(extensions: ["json"]))
    var groundTruth: String

    @Option(help: "JSON file of the prediction.", completion: .file(extensions: ["json"]))
    var prediction: String

    @Option(help: "Folder of its PNG files; without it, the JSON file's name without .json.", completion: .directory)
    var groundTruthFolder: String?

    @Option(help: "The same of the prediction.", completion: .directory)
    var predictionFolder: String?

    @Option(help: "Threads; 0: one for each processor.")
    var threads = 0

    @Flag(help: "Print the result as JSON, with the keys of csEvalPanopticSemanticLabeling's.")
    var json = false

    func validate() throws {
        guard (0...256).contains(threads) else { throw ValidationError("--threads goes from 0 to 256") }
    }

    func run() throws {
        let truth = try PanopticFolder(groundTruth, folder: groundTruthFolder, isTruth: true)
        let predicted = try PanopticFolder(prediction, folder: predictionFolder, isTruth: false)
        let progress = ProgressLine(total: truth.file.annotations.count, label: "comparing")
        let score = try PanopticScore(truth: truth, prediction: predicted, threads: threads) { progress.advance() }
        progress.finish()
        let table = PQTable(score)
        StandardStreams.print(json ? try JSONText.of(table) : table.text)
    }
}
