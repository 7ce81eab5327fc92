import ArgumentParser
import Checkpoints
import Foundation
import Images
import PanSECB
import Predictions
import Quantisation
import Support

struct Quantize: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a model of 8-bit weights and activations, which is smaller and faster.",
        discussion: """
            Runs pictures through the model to see the range of each layer's output. Some 32 to 200 pictures like \
            those that it will see are enough; they need no labels. The results of the new model are the same bits \
            on every processor.

            EXAMPLES
              pansecb quantize model.pansecb --images frames/ --output model8.pansecb
              pansecb eval --model model8.pansecb --data camvid --split val
            """)

    @Argument(help: "Weight file (.pansecb) in single or half precision.", completion: .file(extensions: ["pansecb"]))
    var model: String

    @Option(
        help: "PNG or JPEG files, or folders of them; may be repeated.", completion: .directory)
    var images: [String]

    @Option(name: [.short, .long], help: "The .pansecb file to write.", completion: .file(extensions: ["pansecb"]))
    var output: String

    @Option(
        help: ArgumentHelp("Use so many of the images, evenly spread; 0: all.", valueName: "N"))
    var most = 100

    @Flag(inversion: .prefixedNo, help: "Print a table of each layer's error, over four of the images.")
    var table = true

    @Option(help: SizeChoice.help)
    var size: SizeChoice?

    func validate() throws {
        guard !images.isEmpty else { throw ValidationError("--images names pictures or folders of them") }
        guard most >= 0 else { throw ValidationError("--most is at least 0") }
    }

    func run() throws {
        try SameFile.refuse(output, as: [model])
        let bytes = try readFile(model, limit: Checkpoint.maxFileBytes)
        let floats = try ConvertedModel(weightFile: bytes, file: model)
        guard !floats.isQuantised else {
            throw CheckpointError(
                .unsupported, file: model, "this model is quantised already", fix: "Name the model it was made from")
        }
        let loaded = try Model.load(path: model)
        let size = try size?.inputSize(loaded, file: model) ?? .automatic
        let files = chosen(try PictureInputs.list(images))
        let quantiser = Quantiser(floats), progress = ProgressLine(total: files.count, unit: "img")
        for file in files {
            let picture = try naming(file) { try Picture(contentsOf: file) }
            let seen = size.size(for: (picture.width, picture.height), loaded)
            quantiser.calibrate(try picture.resized(width: seen.width, height: seen.height))
            progress.advance()
        }
        progress.finish()
        let quantised = try quantiser.quantised().encoded(.float32)
        let result = try quantised.withUnsafeBytes { try Model.load(bytes: $0) }
        try AtomicFile.write(quantised, to: output)
        if table { try printErrors(quantiser, result, files, size, loaded) }
        StandardStreams.print(
            "\(output): \(quantised.count) bytes (\(model): \(bytes.count)), ranges of \(files.count) pictures")
    }

    /// A row for each step, over some of the pictures.
    private func printErrors(
        _ quantiser: Quantiser, _ quantised: Model, _ files: [String], _ size: InputSize, _ model: Model
    ) throws {
        var errors: [LayerError] = []
        let predictor = Predictor(quantised, threads: 0)
        for file in files.prefix(Quantize.compared) {
            let picture = try Picture(contentsOf: file)
            let seen = size.size(for: (picture.width, picture.height), model)
            try quantiser.compare(
                try picture.resized(width: seen.width, height: seen.height),
                try predictor.session(width: seen.width, height: seen.height), &errors)
        }
        let rows =
            [["largest error", "rms", "at the limit", "output of"]]
            + errors.map { [percent($0.worst), percent($0.rms), percent($0.clippedShare), $0.name] }
        StandardStreams.print(TextTable.lines(rows).joined(separator: "\n"))
    }

    private func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }

    /// Pictures over which layers are compared.
    private static let compared = 4

    /// At most so many files, evenly spread over all.
    private func chosen(_ files: [String]) -> [String] {
        guard most > 0, files.count > most else { return files }
        return (0..<most).map { files[$0 * files.count / most] }
    }
}
