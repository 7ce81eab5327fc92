import ArgumentParser
import Checkpoints
import Training

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a checkpoint's weights for PyTorch, as safetensors.",
        discussion: """
            The names and shapes are those of the network's state_dict. In PyTorch:
              model.load_state_dict(safetensors.torch.load_file("weights.safetensors"))

            EXAMPLE
              pansecb export runs/camvid/best.safetensors --output weights.safetensors
            """)

    @Argument(help: "Checkpoint of a training.", completion: .file(extensions: ["safetensors"]))
    var checkpoint: String

    @Option(name: [.short, .long], help: "The file to write.", completion: .file(extensions: ["safetensors"]))
    var output: String

    private static let most = 1 << 26

    func run() throws {
        try SameFile.refuse(output, as: [checkpoint])
        let file = try Checkpoint(file: checkpoint)
        _ = try Conversion(file).weights()
        // What training needs to go on is nobody else's.
        let own = file.tensors.filter { !$0.name.hasPrefix("training.") }
        // Tensors may share a storage: a small file can hold many large ones.
        guard own.reduce(0, { $0 + $1.count }) <= Export.most else {
            throw CheckpointError(
                .unsupported, file: checkpoint,
                "its tensors have more than \(Export.most) numbers, which no network has")
        }
        let tensors = try own.map {
            SafetensorsWriter.Tensor(name: $0.name, shape: $0.shape, values: try $0.floats())
        }
        try SafetensorsWriter.write(tensors, metadata: ["format": "pt"], to: output)
        StandardStreams.print("\(output): \(tensors.count) tensors")
    }
}
