import PanSECB

/// A network as PyTorch has it: each layer's convolution, and its batch normalisation behind it.
public struct PyTorchNetwork: Sendable {
    public let architecture: Architecture
    /// The layers, in the order of the weight file.
    public let sources: [LayerSource]
    /// Everything that `load_state_dict` takes, by the names of the network's modules. It counts no batches for
    /// itself, so that `num_batches_tracked` may be missing.
    public let tensors: [SafetensorsWriter.Tensor]

    init(architecture: Architecture, sources: [LayerSource], tensors: [SafetensorsWriter.Tensor]) {
        self.architecture = architecture
        self.sources = sources
        self.tensors = tensors
    }
}

extension PyTorchNetwork {
    /// A weight file's network, whose batch normalisation is in its convolutions: what is left of it leaves all
    /// channels as they are, but scales and shifts those that a `down` layer pools. The encoder's classifier, which
    /// weight files lack, is zero.
    public init(_ model: ConvertedModel) {
        let folded = Dictionary(uniqueKeysWithValues: model.tensors.map { ($0.name, $0.values) })
        let sources = LayerSource.all(Graph(model.architecture))
        var tensors: [SafetensorsWriter.Tensor] = []
        for source in sources {
            let layer = source.layer, own = layer.convolutionOutputs
            func values(_ tensor: LayerTensor) -> [Float] { folded[layer.tensorName(tensor)] ?? [] }
            func all(_ value: Float, _ count: Int) -> [Float] { [Float](repeating: value, count: count) }
            let bias = values(.bias)
            // In the order of `expected`; layers without normalisation expect the first two.
            let parts = [
                values(.weight), Array(bias.prefix(own)),
                all(1, own) + values(.poolScale), all(0, own) + bias.dropFirst(own),
                all(0, layer.outputs), all(Normalisation.identityVariance, layer.outputs),
            ]
            tensors += zip(source.expected, parts).map { .init(name: $0.name, shape: $0.shape, values: $1) }
        }
        tensors += EncoderClassifier.tensors(Graph(model.architecture)).map {
            .init(name: $0.name, shape: $0.shape, values: [Float](repeating: 0, count: $0.shape.reduce(1, *)))
        }
        self.init(architecture: model.architecture, sources: sources, tensors: tensors)
    }
}
