import Checkpoints
import PanSECB

/// Transposed 2x2 convolution to an output of the network, which is padded to a multiple of 16 channels here.
final class Head: Module {
    private let context: Context
    private let convolution: Convolution
    private let outputs: Int
    private var x: Tensor?

    var convolutions: [Convolution] { [convolution] }
    var normalisations: [BatchNormalisation] { [] }

    init(_ source: LayerSource, _ context: Context) {
        self.context = context
        outputs = source.layer.blocks * 16
        convolution = Convolution(source, gradientChannels: outputs, context.store, context.workers)
    }

    func forward(_ x: Tensor) -> Tensor {
        let y = context.pool.take(x.images, 2 * x.height, 2 * x.width, outputs)
        convolution.forward(x, y, relu: false)
        self.x = x
        return y
    }

    func backward(_ gradient: Tensor, addingTo dx: Tensor?, to previous: (any Module)?) -> Tensor? {
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
