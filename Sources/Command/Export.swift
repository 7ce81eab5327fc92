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

    func run() throws {
        let file = try Checkpoint(file: checkpoint)
        // What training needs to go on is nobody else's.
        let tensors = try file.tensors.filter { !$0.name.hasPrefix("training.") }.map {
            SafetensorsWriter.Tensor(name: $0.name, shape: $0.shape, values: try $0.floats())
        }
        _ = try Conversion(file)
        try SafetensorsWriter.write(tensors, metadata: ["format": "pt"], to: output)
        print("\(output): \(tensors.count) tensors")
    }
}
