import ArgumentParser
import Checkpoints
import Images
import PanSECB
import Predictions

struct Forward: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the network's raw outputs for a picture, to compare with other engines.",
        discussion: """
            The file holds float tensors [channels, height, width]: 'semantic', logits of the classes; 'instance', x \
            and y offset before tanh, sigmas, seed logits. What the network has not is left out. Height and width \
            are those of the picture, or of --size.

            EXAMPLES
              pansecb forward --model model.pansecb photo.jpg --output raw.safetensors
              python3 -c "from safetensors.numpy import load_file; \
            print(load_file('raw.safetensors')['semantic'].shape)"
            """)

    @Option(help: "The .pansecb weight file.", completion: .file(extensions: ["pansecb"]))
    var model: String

    @Argument(help: "A PNG or JPEG file.", completion: .file())
    var image: String

    @Option(name: [.short, .long], help: "The .safetensors file to write.", completion: .file())
    var output: String

    @Option(help: "Threads; 0: one for each processor.")
    var threads = 0

    @Option(
        help: ArgumentHelp(
            """
            Size at which the network sees the picture, and of its outputs: image, as it is (the default); trained, \
            scaled to the area that it was trained for; or height and width.
            """, valueName: "HxW|trained|image"))
    var size: SizeChoice?

    func validate() throws {
        guard (0...256).contains(threads) else { throw ValidationError("--threads goes from 0 to 256") }
    }

    func run() throws {
        try SameFile.refuse(output, as: [model, image])
        let loaded = try Model.load(path: model), picture = try Picture(contentsOf: image)
        let predictor = Predictor(loaded, threads: threads, size: try size?.inputSize(loaded, file: model) ?? .image)
        let outputs = try naming(image) { try predictor.outputs(picture) }, architecture = predictor.model.architecture
        var tensors: [SafetensorsWriter.Tensor] = []
        if !outputs.semantic.isEmpty {
            tensors.append(
                .init(
                    name: "semantic", shape: [architecture.semanticChannels, outputs.height, outputs.width],
                    values: outputs.semantic))
        }
        if !outputs.instance.isEmpty {
            tensors.append(
                .init(
                    name: "instance", shape: [architecture.instanceChannels, outputs.height, outputs.width],
                    values: outputs.instance))
        }
        try SafetensorsWriter.write(tensors, to: output)
        for tensor in tensors {
            StandardStreams.print("\(output): \(tensor.name) \(tensor.shape.map(String.init).joined(separator: " x "))")
        }
    }
}
