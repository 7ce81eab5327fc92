import PanSECB

/// Transposed 2x2 convolution to an output of the network, which has a multiple of 16 channels here.
final class Head {
    private let context: Context
    let convolution: Convolution
    private let outputs: Int
    private var x: Tensor?

    init(_ layer: Layer, _ context: Context) {
        self.context = context
        outputs = (layer.outputs + 15) / 16 * 16
        convolution = Convolution(layer, module: layer.name, gradientChannels: outputs, context.store, context.workers)
    }

    func forward(_ x: Tensor) -> Tensor {
        let y = context.pool.take(x.images, 2 * x.height, 2 * x.width, outputs)
        convolution.forward(x, y, relu: false)
        self.x = x
        return y
    }

    /// Gradient of the input, added to `dx` if there is one.
    /// - Parameter previous: the module whose output the input is, if this completes its gradient.
    func backward(_ gradient: Tensor, addingTo dx: Tensor? = nil, to previous: (any Module)? = nil) -> Tensor? {
        guard let x else { return nil }
        defer { self.x = nil }
        convolution.addWeightGradient(x, gradient)
        convolution.addBiasGradient(context.pass.channelSums(gradient))
        let result = dx ?? context.pool.take(like: x)
        convolution.inputGradient(
            gradient, result, adds: dx != nil, after: previous?.expect(result) ?? ConvolutionPass.nothing)
        return result
    }
}
