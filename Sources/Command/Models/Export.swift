import ArgumentParser
import Checkpoints
import ONNX
import Support
import Training

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a network as ONNX, or its weights for PyTorch as safetensors.",
        discussion: """
            Takes a weight file or any checkpoint that 'convert' reads. The ending of the output's name tells the \
            format.

            ONNX: input 'image' [N, 3, H, W], RGB of 0 ... 1, height and width multiples of 8; outputs 'semantic' and \
            'instance', the raw outputs that 'forward' writes, those that the network has. Classes and thresholds are \
            in the metadata 'pansecb', as JSON. Batch normalisation is folded into the convolutions.

            PyTorch: names and shapes are those of the network's state_dict:
              model.load_state_dict(safetensors.torch.load_file("weights.safetensors"))
            In a weight file, batch normalisation is folded into the convolutions already: what is written of it \
            changes nothing.

            EXAMPLES
              pansecb export model.pansecb --output model.onnx
              pansecb export checkpoint.pth --output model.onnx --keep-batch-normalisation
              pansecb export model.pansecb --output weights.safetensors
              pansecb export runs/camvid/best.safetensors --output weights.safetensors
            """)

    @Argument(help: "Weight file (.pansecb), PyTorch file (.pth, .pt) or safetensors.", completion: .file())
    var model: String

    @Option(
        name: [.short, .long], help: "The file to write.", completion: .file(extensions: ["onnx", "safetensors"]))
    var output: String

    @Option(help: "onnx or safetensors, whatever the output's name ends with.")
    var format: ExportFormat?

    @Flag(help: "ONNX: keep batch normalisation as nodes of its own; of a checkpoint only.")
    var keepBatchNormalisation = false

    @Option(
        help: "ONNX: JSON file of the classes of a checkpoint; needed where they are not those of Cityscapes.",
        completion: .file(extensions: ["json"]))
    var classes: String?

    private var chosen: ExportFormat? { format ?? ExportFormat(file: output) }

    func validate() throws {
        guard let chosen else {
            throw ValidationError("--output ends with neither .onnx nor .safetensors; say which with --format")
        }
        if chosen != .onnx {
            if keepBatchNormalisation {
                throw ValidationError("--keep-batch-normalisation is for ONNX; PyTorch's networks always have it")
            }
            if classes != nil { throw ValidationError("--classes are for ONNX; PyTorch's weights hold none") }
        }
    }

    func run() throws {
        try SameFile.refuse(output, as: [model, classes])
        let bytes = try readFile(model, limit: Checkpoint.maxFileBytes)
        if ConvertedModel.recognises(bytes) {
            try export(try ConvertedModel(weightFile: bytes, file: model))
        } else {
            try export(try Checkpoint(file: model, bytes: bytes))
        }
    }

    private func export(_ weightFile: ConvertedModel) throws {
        if weightFile.isQuantised {
            throw CheckpointError(
                .unsupported, file: model, "a quantised model's weights are rounded to 8 bits",
                fix: "Export the model that it was made from")
        }
        if keepBatchNormalisation {
            throw CheckpointError(
                .unsupported, file: model, "a weight file has no batch normalisation that could be kept",
                fix: "Export the checkpoint that it was made from")
        }
        if classes != nil {
            throw CheckpointError(
                .unsupported, file: model, "a weight file has its own classes", fix: "Leave out --classes")
        }
        switch chosen {
        case .onnx: try write(try ONNXModel(weightFile, producer: PanSECBCommand.configuration.version))
        case .safetensors, nil: try write(PyTorchNetwork(weightFile))
        }
    }

    private func export(_ checkpoint: Checkpoint) throws {
        let conversion = try Conversion(checkpoint), weights = try conversion.weights()
        switch chosen {
        case .onnx:
            let table = try ClassTable.of(checkpoint, for: conversion.architecture, classes: classes)
            var converted = ConvertedModel(architecture: conversion.architecture, table: table, tensors: weights)
            if let size = TrainedSize(of: checkpoint) {
                (converted.trainedWidth, converted.trainedHeight) = (size.width, size.height)
            }
            try write(
                try ONNXModel(
                    converted, unfolded: keepBatchNormalisation ? conversion.network() : nil,
                    producer: PanSECBCommand.configuration.version))
        case .safetensors, nil: try write(conversion.network())
        }
    }

    private func write(_ network: ONNXModel) throws {
        let bytes = try network.encoded()
        try AtomicFile.write(bytes, to: output)
        StandardStreams.print("\(output): \(bytes.count) bytes, \(network.nodes) nodes, ONNX")
    }

    private func write(_ network: PyTorchNetwork) throws {
        try SafetensorsWriter.write(network.tensors, metadata: ["format": "pt"], to: output)
        StandardStreams.print("\(output): \(network.tensors.count) tensors")
    }
}
