/// The tensors of a layer, in the order of the weight file.
public enum LayerTensor: Int, Sendable {
    /// The convolution's weights, in the order of `Layer.weightShape`.
    case weight
    /// [outputs]
    case bias
    /// [inputs]: factors of the channels that a `down` layer pools.
    case poolScale
    /// [1]: the value of a step of the output's bytes, in quantised models; heads, whose outputs are floats, have none.
    case outputScale
    /// [convolution's outputs]: the value of a step of each output's weights, in quantised models.
    case weightScale
}

extension Layer {
    /// The tensors of a layer.
    public var tensors: [LayerTensor] { kind == .down ? [.weight, .bias, .poolScale] : [.weight, .bias] }

    /// The same for quantised models: scales come before what they scale.
    public var quantisedTensors: [LayerTensor] {
        (kind == .head ? [.weightScale] : [.outputScale, .weightScale]) + tensors
    }

    /// A tensor's name in weight files.
    public func tensorName(_ tensor: LayerTensor) -> String {
        switch tensor {
        case .weight: return "\(name).weight"
        case .bias: return "\(name).bias"
        case .poolScale: return "\(name).pool_scale"
        case .outputScale: return "\(name).output_scale"
        case .weightScale: return "\(name).weight_scale"
        }
    }

    /// A tensor's shape, padded with trailing dimensions of 1.
    public func tensorShape(_ tensor: LayerTensor) -> (rank: Int, dimensions: (Int, Int, Int, Int)) {
        switch tensor {
        case .weight: return (4, weightShape)
        case .bias: return (1, (outputs, 1, 1, 1))
        case .poolScale: return (1, (inputs, 1, 1, 1))
        case .outputScale: return (1, (1, 1, 1, 1))
        case .weightScale: return (1, (convolutionOutputs, 1, 1, 1))
        }
    }
}
