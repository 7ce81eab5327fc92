import Checkpoints
import PanSECB

/// The numbers of a layer, and what the nodes that use them are called.
struct LayerNumbers {
    /// What follows a convolution.
    enum Behind {
        case nothing
        /// Factor and summand of each channel that a `down` layer pools; the convolution's own are in its numbers.
        case pooled(scale: [Float], shift: [Float])
        /// Batch normalisation: weight, bias, mean and variance.
        case normalised([SafetensorsWriter.Tensor])
    }

    let source: LayerSource
    let weight: [Float]
    /// Of the convolution.
    let bias: [Float]
    let behind: Behind

    /// The layers of a network whose batch normalisation is folded into the convolutions.
    static func all(_ model: ConvertedModel) -> [LayerNumbers] {
        let tensors = Dictionary(uniqueKeysWithValues: model.tensors.map { ($0.name, $0.values) })
        return LayerSource.all(Graph(model.architecture)).map { source in
            let layer = source.layer, own = layer.convolutionOutputs
            func values(_ tensor: LayerTensor) -> [Float] { tensors[layer.tensorName(tensor)] ?? [] }
            let bias = values(.bias), scale = values(.poolScale)
            return LayerNumbers(
                source: source, weight: values(.weight), bias: Array(bias.prefix(own)),
                behind: scale.isEmpty ? .nothing : .pooled(scale: scale, shift: Array(bias.dropFirst(own))))
        }
    }

    /// The layers of a network with its batch normalisation.
    static func all(_ network: PyTorchNetwork) -> [LayerNumbers] {
        let tensors = Dictionary(uniqueKeysWithValues: network.tensors.map { ($0.name, $0.values) })
        return network.sources.map { source in
            let normalisation = source.expected.dropFirst(2).map {
                SafetensorsWriter.Tensor(name: $0.name, shape: $0.shape, values: tensors[$0.name] ?? [])
            }
            return LayerNumbers(
                source: source, weight: tensors[source.weight] ?? [], bias: tensors[source.bias] ?? [],
                behind: normalisation.isEmpty ? .nothing : .normalised(normalisation))
        }
    }
}
