import PanSECB

/// Pan-SECB with its backward pass. Parameters have PyTorch's names.
public final class TrainableNetwork {
    public let architecture: Architecture
    public let store = ParameterStore()
    let context: Context
    private let encoder: Chain
    private let decoders: [Decoder]
    private let seedHead: Head
    /// Kept for PyTorch.
    public private(set) var unused: [UnusedTensor]

    /// - Parameter architecture: Pan-SECB of any number of classes.
    public init(_ architecture: Architecture, _ workers: Workers) {
        self.architecture = architecture
        let context = Context(workers: workers, store: store)
        self.context = context
        let classes = architecture.semanticChannels + 2 + architecture.sigmas
        unused = [
            UnusedTensor(
                name: "encoder.output_conv.weight", shape: [classes, 128, 1, 1],
                values: [Float](repeating: 0, count: classes * 128)),
            UnusedTensor(
                name: "encoder.output_conv.bias", shape: [classes], values: [Float](repeating: 0, count: classes)),
        ]
        let layers = (0..<architecture.layerCount).map { architecture.layer($0) }
        encoder = Encoder.chain(layers, context)
        decoders = (0..<2).map { Decoder(layers, number: $0, context) }
        seedHead = Head(layers.first { $0.place == .seed } ?? layers[0], context)
        store.allocate()
    }

    func setUnused(_ name: String, _ values: [Float]) {
        for i in unused.indices where unused[i].name == name { unused[i].values = values }
    }

    private var convolutions: [Convolution] {
        encoder.convolutions + decoders.flatMap(\.convolutions) + [seedHead.convolution]
    }
    var normalisations: [BatchNormalisation] { encoder.normalisations + decoders.flatMap(\.normalisations) }

    /// Raw outputs of a batch: semantic logits, offsets and sigmas, seed logits.
    struct Outputs {
        var semantic: Tensor, offsets: Tensor, seeds: Tensor
    }

    /// - Parameter images: [images][height][width][4], red, green, blue in 0 ... 1, and 0; sides are multiples of 8.
    func forward(_ images: Tensor) -> Outputs {
        let convolutions = convolutions
        context.workers.run(convolutions.count) { number, _ in convolutions[number].pack() }
        let encoded = encoder.forward(images)
        let features = decoders[0].forward(encoded)
        let semantic = decoders[0].head.forward(features), seeds = seedHead.forward(features)
        let offsets = decoders[1].head.forward(decoders[1].forward(encoded))
        return Outputs(semantic: semantic, offsets: offsets, seeds: seeds)
    }

    /// Adds to the gradients of all parameters, given those of the outputs, which are not kept.
    func backward(_ gradients: consuming Outputs) {
        guard let fromSemantic = decoders[0].head.backward(gradients.semantic),
            let features = seedHead.backward(gradients.seeds, addingTo: fromSemantic, to: decoders[0].last),
            let encoded = decoders[0].backward(features),
            let fromOffsets = decoders[1].head.backward(gradients.offsets, to: decoders[1].last)
        else { return }
        if let encoded = decoders[1].backward(fromOffsets, addingTo: encoded) { _ = encoder.backward(encoded) }
    }
}
