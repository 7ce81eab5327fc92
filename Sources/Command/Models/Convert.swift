import ArgumentParser
import Checkpoints
import Foundation
import PanSECB
import Support
import Training

struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a .pansecb weight file from a PyTorch or safetensors checkpoint.",
        discussion: """
            Reads files of torch.save, old and new, and safetensors, and finds by itself which network they hold: \
            Pan-SECB, BranchedERFNet or ERFNet. No code in the checkpoint is ever executed.

            EXAMPLES
              pansecb convert checkpoint.pth --output model.pansecb
              pansecb convert checkpoint.pth -o model.pansecb --half
              pansecb convert checkpoint.pth -o model.pansecb --check outputs.safetensors
              pansecb convert erfnet.pth -o model.pansecb --classes classes.json
              pansecb convert net.pth -o model.pansecb --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225
              pansecb convert my.pth -o my.pansecb --licence MIT --trained-size 1024x2048

            --check proves the conversion: its file holds an image and what PyTorch computed for it \
            (docs/converting.md has the script that writes it). The converted network must agree within \
            \(ConversionCheck.tolerance(.float32)) of the largest value. With --half that is checked before the \
            weights are rounded, and the rounded ones must agree within \(ConversionCheck.tolerance(.float16)).
            """)

    @Argument(help: "PyTorch file (.pth, .pt) or safetensors.", completion: .file())
    var checkpoint: String

    @Option(name: [.short, .long], help: "The .pansecb file to write.", completion: .file())
    var output: String

    @Option(
        help: "JSON file of the classes; needed where they are not those of Cityscapes.",
        completion: .file(extensions: ["json"]))
    var classes: String?

    @Flag(help: "Store weights in half precision: half the size.")
    var half = false

    @Option(
        name: .customLong("check"),
        help: ArgumentHelp("File with an image and PyTorch's outputs for it.", valueName: "outputs"),
        completion: .file())
    var outputs: String?

    @Option(
        help: ArgumentHelp(
            """
            Height and width of the images that it was trained on, in pixels; run and eval use it. Checkpoints of our \
            own training know it.
            """, valueName: "HxW"))
    var trainedSize: PixelSize?

    @Option(
        help: ArgumentHelp(
            """
            Mean of red, green and blue that the training subtracts from values of 0 to 1, e.g. 0.485,0.456,0.406. \
            Folded into the network; exact but at the upper and left edge.
            """, valueName: "R,G,B"))
    var mean: ColourNumbers?

    @Option(
        help: ArgumentHelp(
            """
            Deviations by which it divides them then, e.g. 0.229,0.224,0.225; 1/255,1/255,1/255 where the network is \
            given 0 to 255. Folded into the network, exactly.
            """, valueName: "R,G,B"))
    var std: ColourNumbers?

    @Flag(help: "The network is given blue, green, red. Folded into the network, exactly.")
    var bgr = false

    @Option(help: "Smallest seed that an object begins with, where a caller gives none.")
    var seed: Float?

    @Option(help: "Smallest number of pixels of an object, where a caller gives none.")
    var minPixels: UInt32?

    @Option(
        help:
            "How classes and objects become one map, where a caller says nothing: complete (default), or reference."
    )
    var merge: ConvertedModel.Thresholds.Merge?

    @Option(help: "Licence of the weights.")
    var licence = ""

    @Option(help: "Where the weights come from.")
    var source = ""

    @Flag(help: "Print the report as JSON.")
    var json = false

    @Flag(help: "Print how many tensors were used and ignored, not each of them.")
    var brief = false

    func validate() throws {
        if let seed, !(seed > 0 && seed < 1) { throw ValidationError("--seed lies between 0 and 1") }
        for (name, text) in [("--licence", licence), ("--source", source)]
        where text.utf8.count > ConvertedModel.maxTextBytes {
            throw ValidationError("\(name) has at most \(ConvertedModel.maxTextBytes) bytes")
        }
        if let minPixels, minPixels > 1 << 26 { throw ValidationError("--min-pixels goes to \(1 << 26)") }
    }

    func run() throws {
        try SameFile.refuse(output, as: [checkpoint, classes, outputs])
        let normalisation = try normalisation()
        let file = try Checkpoint(file: checkpoint), conversion = try Conversion(file)
        if !json {
            StandardStreams.print(conversion.report.headline)
            StandardStreams.print(conversion.report.tensorLines(all: !brief))
        }
        let table = try ClassTable.of(file, for: conversion.architecture, classes: classes)
        var model = ConvertedModel(
            architecture: conversion.architecture, table: table, tensors: try conversion.weights())
        if let normalisation {
            model.tensors = try normalisation.folded(into: model.tensors, of: model.architecture)
        }
        let trained = TrainedSize(of: file)
        model.trainedWidth = trainedSize?.width ?? trained?.width ?? 0
        model.trainedHeight = trainedSize?.height ?? trained?.height ?? 0
        if let seed { model.thresholds.seed = seed }
        if let minPixels { model.thresholds.minPixels = minPixels }
        if let merge { model.thresholds.merge = merge }
        model.licence = licence
        model.source = source

        let precision: WeightPrecision = half ? .float16 : .float32
        let bytes = try model.encoded(precision)
        try prove(bytes)
        let checks = try check(model, normalisation, bytes, precision)
        try AtomicFile.write(bytes, to: output)
        let written = Written(file: output, bytes: bytes.count, precision: precision.name)
        if json {
            StandardStreams.print(
                try JSONText.of(Summary(checkpoint: conversion.report, checks: checks, output: written)))
        } else {
            if checks.isEmpty { StandardStreams.print("not checked against PyTorch; --check does it") }
            if let normalisation, !normalisation.isExact {
                StandardStreams.print(
                    "the mean is folded in, but beyond the upper and left edge the network now sees black, not the "
                        + "mean colour (docs/converting.md)")
            }
            StandardStreams.print("\(output): \(bytes.count) bytes, \(table.classes.count) classes, \(precision.name)")
        }
    }

    /// Compares with PyTorch's outputs if they were given, and fails where they differ. Rounding to half precision is
    /// judged by itself, so that it can't hide an error of the conversion.
    private func check(
        _ model: ConvertedModel, _ normalisation: InputNormalisation?, _ file: [UInt8], _ precision: WeightPrecision
    ) throws -> [ConversionCheck] {
        guard let outputs else { return [] }
        let reference = try ReferenceOutputs(file: outputs, for: model.architecture)
        var files = [(try precision == .float32 ? file : model.encoded(.float32), WeightPrecision.float32)]
        if precision == .float16 { files.append((file, .float16)) }
        return try files.map { file, precision in
            let check = try ConversionCheck(weightFile: file, precision: precision, against: reference)
            if !json { check.outputs.forEach { StandardStreams.print("check, \(precision.name) weights: \($0)") } }
            if var refusal = check.refusal {
                if let normalisation, !normalisation.isExact {
                    refusal.fix =
                        "With --mean the outputs must come from a network that sees black beyond the edges, as "
                        + "docs/converting.md shows"
                }
                throw refusal
            }
            return check
        }
    }

    /// Nil: the network sees what the library gives it.
    private func normalisation() throws -> InputNormalisation? {
        let all = try InputNormalisation(mean: mean?.values, deviation: std?.values, isBGR: bgr)
        return all.isIdentity ? nil : all
    }

    /// A file that could not be loaded must not take the place of one that can.
    private func prove(_ bytes: [UInt8]) throws {
        do {
            _ = try bytes.withUnsafeBytes { try Model.load(bytes: $0) }
        } catch let error as Failure {
            throw Failure(error.status, "\(output): what comes out is no model that can be loaded: \(error.text)")
        }
    }

    /// What `--json` prints.
    private struct Summary: Encodable {
        let checkpoint: ConversionReport
        let checks: [ConversionCheck]
        let output: Written
    }

    private struct Written: Encodable {
        let file: String
        let bytes: Int
        let precision: String
    }
}
