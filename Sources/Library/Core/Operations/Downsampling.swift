import CShims

/// The pooled channels of a downsampling layer, which follow those of its convolution.
package struct Downsampling {
    private let layer: Layer
    /// [inputs]: factors of the pooled channels, and their part of the bias.
    private let poolScale: UnsafeMutablePointer<Float>, poolBias: UnsafeMutablePointer<Float>

    package init(_ layer: Layer, _ memory: inout PackingMemory) {
        self.layer = layer
        poolScale = memory.take(layer.inputs)
        poolBias = memory.take(layer.inputs)
    }

    /// Takes the pooled channels' part of a tensor of the layer.
    package func set(_ tensor: LayerTensor, _ values: UnsafePointer<Float>) {
        switch tensor {
        case .weight, .outputScale, .weightScale: break
        case .bias: poolBias.update(from: values + layer.convolutionOutputs, count: layer.inputs)
        case .poolScale: poolScale.update(from: values, count: layer.inputs)
        }
    }

    /// Computes the pooled channels of a row of `width` pixels, beginning at `output`, from two input rows with
    /// `stride` floats a pixel.
    package func pool(
        _ kernels: pansecb_kernels, upper: UnsafePointer<Float>, lower: UnsafePointer<Float>, stride: Int, width: Int,
        to output: UnsafeMutablePointer<Float>
    ) {
        var p = pansecb_pool()
        p.rows = (upper, lower)
        p.channels = Int32(truncatingIfNeeded: layer.inputs)
        p.input_stride = Int32(truncatingIfNeeded: stride)
        p.output_width = Int32(truncatingIfNeeded: width)
        p.output_stride = Int32(truncatingIfNeeded: layer.outputs)
        p.scale = UnsafePointer(poolScale)
        p.bias = UnsafePointer(poolBias)
        p.output = output + layer.convolutionOutputs
        kernels.pool(&p)
    }
}
