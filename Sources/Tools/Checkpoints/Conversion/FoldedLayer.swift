import PanSECB

/// A layer as the weight file has it: a convolution into which its batch normalisation is folded.
struct FoldedLayer {
    let weight: [Float]
    let bias: [Float]
    /// Factors of a `down` layer's pooled channels; empty elsewhere.
    let poolScale: [Float]

    /// Everything is computed in double precision and rounded once.
    /// - Parameters:
    ///   - weight: in PyTorch's order; its size, and that of the others, was checked.
    ///   - normalisation: of all outputs; those of a `down` layer are the convolution's and behind them the pooled
    ///     ones.
    init(_ layer: Layer, weight: [Float], bias: [Float], normalisation: Normalisation) {
        let channels = layer.convolutionOutputs
        let window = layer.window.height * layer.window.width
        let isTransposed = layer.kind == .up || layer.kind == .head
        // Indices that follow the output channel in the order of the weights.
        let inner = isTransposed ? window : layer.inputs * window
        self.weight = weight.indices.map { Float(Double(weight[$0]) * normalisation.scale[$0 / inner % channels]) }
        self.bias = (0..<layer.outputs).map { output in
            let own = output < channels ? Double(bias[output]) * normalisation.scale[output] : 0
            return Float(own + normalisation.shift[output])
        }
        poolScale = normalisation.scale.dropFirst(channels).map { Float($0) }
    }

    subscript(tensor: LayerTensor) -> [Float] {
        switch tensor {
        case .weight: return weight
        case .bias: return bias
        case .poolScale: return poolScale
        case .outputScale, .weightScale: return []
        }
    }
}
