/// The tensors of a layer, in the order of the weight file.
public enum LayerTensor: Int, Sendable {
    /// The convolution's weights, in the order of `Layer.weightShape`.
    case weight
    /// [outputs]
    case bias
    /// [inputs]: factors of the channels that a `down` layer pools.
    case poolScale
}

extension Layer {
    /// The tensors of a layer.
    public var tensors: [LayerTensor] { kind == .down ? [.weight, .bias, .poolScale] : [.weight, .bias] }

    /// A tensor's name in weight files.
    public func tensorName(_ tensor: LayerTensor) -> String {
        switch tensor {
        case .weight: return "\(name).weight"
        case .bias: return "\(name).bias"
        case .poolScale: return "\(name).pool_scale"
        }
    }

    /// A tensor's shape, padded with trailing dimensions of 1.
    public func tensorShape(_ tensor: LayerTensor) -> (rank: Int, dimensions: (Int, Int, Int, Int)) {
        switch tensor {
        case .weight: return (4, weightShape)
        case .bias: return (1, (outputs, 1, 1, 1))
        case .poolScale: return (1, (inputs, 1, 1, 1))
        }
    }
}
