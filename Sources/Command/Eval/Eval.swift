import ArgumentParser
import CPanSECB
import Checkpoints
import Datasets
import Foundation
import PanSECB
import Predictions
import Support

extension Oracle: ExpressibleByArgument {}

struct Eval: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Evaluate a model: panoptic quality, mean IoU, run time.",
        discussion: """
            Runs the model over a split of a data set in Cityscapes' layout and prints PQ, SQ and RQ, as \
            csEvalPanopticSemanticLabeling computes them, for all classes, things, stuff and each class, mean IoU of \
            the panoptic map's classes, and times. Classes are those of the model; what the labels have beside them is \
            void. With --output it writes the predictions in the formats that the official tools read.

            EXAMPLES
              pansecb eval --model model.pansecb --data cityscapes
              pansecb eval --model model.pansecb --data camvid --split test --output predictions --json
              pansecb eval --model model.pansecb --data camvid --report camvid.html
              pansecb eval --model model.pansecb --data cityscapes --size 512x1024
              pansecb eval --model model.pansecb --data camvid --oracle seed --oracle semantic
              pansecb eval --model model.pansecb --data camvid --search --write-defaults
              mpirun -n 4 pansecb eval --model model.pansecb --data cityscapes   # a quarter of the pictures each
            """)

    @Option(help: "The .pansecb weight file.", completion: .file(extensions: ["pansecb"]))
    var model: String

    @Option(help: "Folder of the data set; CITYSCAPES_DIR if it is not given.", completion: .directory)
    var data: String?

    @Option(help: "Which pictures: train, val, test ...")
    var split = "val"

    @Option(name: [.short, .long], help: "Folder for the predictions; made if it is missing.", completion: .directory)
    var output: String?

    @Option(help: ArgumentHelp("Pictures at most, spread over the split; 0: all.", valueName: "N"))
    var images = 0

    @Option(help: "Threads; 0: one for each processor.")
    var threads = 0

    @OptionGroup var thresholds: ThresholdOptions

    @Option(
        help:
            """
            JSON file of the classes, where the labels have further ids that count for the model's classes ("also").
            """, completion: .file(extensions: ["json"]))
    var classes: String?

    @Option(help: SizeChoice.help)
    var size: SizeChoice?

    @Option(
        help: "Take an output of the network from the labels instead: semantic, seed, offset or sigma. May be repeated."
    )
    var oracle: [Oracle] = []

    @Flag(help: "Average the outputs with those of the mirrored picture.")
    var flip = false

    @Flag(help: "First look for the thresholds with the highest PQ on this split.")
    var search = false

    @Flag(help: "Write the thresholds that were found or given, and --merge, into the model file as its defaults.")
    var writeDefaults = false

    @Option(
        help: ArgumentHelp(
            "Write a page to look at: tables, and the pictures with the worst and the best quality.",
            valueName: "R.html"), completion: .file())
    var report: String?

    @Option(
        help: ArgumentHelp("Pictures with the worst quality in the report, and as many with the best.", valueName: "N"))
    var pictures = 8

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard (0...256).contains(threads) else { throw ValidationError("--threads goes from 0 to 256") }
        guard (0...1000).contains(pictures) else { throw ValidationError("--pictures goes from 0 to 1000") }
        guard images >= 0 else { throw ValidationError("--images is at least 0") }
        guard classes == nil || oracle.isEmpty else {
            throw ValidationError("--oracle takes the labels as they are, and does not go with --classes")
        }
        guard !writeDefaults || search || thresholds.isGiven else {
            throw ValidationError("--write-defaults needs --search, a threshold or --merge")
        }
        guard !writeDefaults || (oracle.isEmpty && !flip) else {
            throw ValidationError(
                "--write-defaults with --oracle or --flip would write thresholds that fit other "
                    + "outputs than the model's"
            )
        }
    }

    func run() throws {
        if let report { try SameFile.refuse(report, as: [model]) }
        let ranks = try CommonWork.join(), loaded = try Model.load(path: model)
        try refuseWhatChangesNothing(loaded)
        let folder = try CityscapesFolder(data), samples = chosen(try folder.samples(of: split))
        let predictor = Predictor(
            loaded, threads: threads, size: try size?.inputSize(loaded, file: model) ?? .automatic)
        let labels = try classes.map { try ClassFile.read($0, objects: loaded.architecture.kind.hasObjects) }
        if ranks.isFirst { sayScaling(predictor, samples) }
        let run = EvaluationRun(predictor, samples, oracle: oracle, flip: flip, labels: labels, ranks: ranks)
        var options = thresholds.applied(to: loaded.defaults)
        var curves: [ThresholdSearch.Curve] = []
        if search {
            let found = try searched(run, from: options)
            (options, curves) = (found.options, found.curves)
            if writeDefaults, ranks.isFirst { try WeightFileDefaults.write(found.thresholds, to: model) }
        } else if writeDefaults, ranks.isFirst {
            try WeightFileDefaults.write(ConvertedModel.Thresholds(options), to: model)
        }

        let predictions = try output.map { try PredictionFolder($0, split: split, loaded) }
        let progress = ProgressLine(total: run.ownSamples.count, label: "evaluating")
        let result = try run.run(options) { scored in
            try predictions?.write(scored)
            progress.advance(scored.sample.name)
        }
        progress.finish("")
        guard ranks.isFirst else { return }
        let table = EvaluationTable(
            result, model: model, data: folder.root, split: split, oracle: oracle.map(\.rawValue), flip: flip,
            merge: ConvertedModel.Thresholds(options).merge.name, size: predictor.size, search: curves)
        if let report {
            let page = EvaluationReport(table: table, options: options, run: run, pictures: pictures)
            let drawing = ProgressLine(total: page.shown, label: "drawing")
            try page.write(to: report) { drawing.advance() }
            drawing.finish("")
            StandardStreams.note("\(report): look at it in a browser")
        }
        StandardStreams.print(json ? try JSONText.of(table) : table.text)
    }

    /// Outputs and thresholds that the network does not have.
    private func refuseWhatChangesNothing(_ loaded: Model) throws {
        let kind = loaded.architecture.kind
        func refuse(_ condition: Bool, _ option: String, _ reason: String) throws {
            guard condition else { return }
            throw InputError(
                status: .unsupported, "\(model): \(kind.name) \(reason), so that \(option) would change nothing")
        }
        for oracle in oracle {
            let isOfClasses = oracle == .semantic
            try refuse(
                isOfClasses ? !kind.hasClasses : !kind.hasObjects, "--oracle \(oracle.rawValue)",
                isOfClasses ? "tells no classes of pixels" : "tells no objects apart")
        }
        try refuse(search && !kind.hasObjects, "--search", "tells no objects apart")
    }

    /// Says it once where pictures are scaled although nobody asked for it.
    private func sayScaling(_ predictor: Predictor, _ samples: [CityscapesSample]) {
        guard size == nil, predictor.model.trainedWidth > 0 else { return }
        // A label file that cannot be read is told of in its turn.
        let isScaled = samples.contains {
            guard let info = try? $0.labelInfo() else { return false }
            return predictor.size(ofWidth: info.width, height: info.height) != (info.width, info.height)
        }
        if isScaled { StandardStreams.note(SizeChoice.note(predictor.model, file: model)) }
    }

    private func searched(_ run: EvaluationRun, from options: pansecb_options) throws -> ThresholdSearch {
        let progress = ProgressLine(total: ThresholdSearch.passes * run.ownSamples.count, label: "searching")
        let search = try ThresholdSearch(
            run, from: options,
            note: {
                progress.clear()
                StandardStreams.note($0)
            }, finished: { progress.advance("") })
        progress.finish("")
        return search
    }

    private func chosen(_ all: [CityscapesSample]) -> [CityscapesSample] {
        let wanted = images > 0 ? min(images, all.count) : all.count
        return (0..<wanted).map { all[$0 * all.count / wanted] }
    }
}
