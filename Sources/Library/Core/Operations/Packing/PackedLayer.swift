/// A layer's packed weights, and biases [block][16]. The model owns the memory. The structure has only numbers and
/// pointers, so that a frame copies it without touching a reference count.
package struct PackedLayer<Weights: PackedWeights> {
    package let weights: Weights
    package let bias: UnsafeMutablePointer<Float>
    /// Channels of the layer; the convolution of a `down` layer has fewer outputs.
    let inputs: Int, outputs: Int, convolutionOutputs: Int
    let dilation: Int
    private let places: Int, isTransposed: Bool

    package init(_ layer: Layer, _ memory: inout PackingMemory) {
        weights = Weights(.forward(layer), inputs: layer.inputChannels, blocks: layer.blocks, &memory)
        bias = memory.take(layer.blocks * 16)
        inputs = layer.inputs
        outputs = layer.outputs
        convolutionOutputs = layer.convolutionOutputs
        dilation = layer.dilation
        places = layer.window.height * layer.window.width
        isTransposed = layer.isTransposed
    }

    /// Takes a tensor of the layer, weights or biases, in PyTorch's order.
    package func set(_ tensor: LayerTensor, _ values: UnsafePointer<Float>) {
        switch tensor {
        case .weight: weights.pack(inputs: inputs) { takeFilters(values, block: $0, input: $1, $2) }
        case .bias: bias.update(from: values, count: convolutionOutputs)
        case .poolScale, .outputScale, .weightScale: break
        }
    }

    /// Packs weights in PyTorch's order.
    private func takeFilters(_ values: UnsafePointer<Float>, block: Int, input: Int, _ filters: Filters) {
        let present = min(16, convolutionOutputs - 16 * block)
        // Missing outputs are zero.
        if present < 16 { filters.update(repeating: SIMD16(), count: places) }
        filters.withMemoryRebound(to: Float.self, capacity: 16 * places) { lanes in
            for lane in 0..<present {
                let output = 16 * block + lane
                let pair = isTransposed ? input * convolutionOutputs + output : output * inputs + input
                let filter = values + pair * places
                for place in 0..<places { lanes[16 * place + lane] = filter[place] }
            }
        }
    }
}
