import Checkpoints
import PanSECB

/// Transposed convolution of stride 2, batch normalisation, ReLU.
final class Upsampler: Module {
    private let context: Context
    private let layer: Layer
    private let convolution: Convolution, normalisation: BatchNormalisation
    private var x: Tensor?, y: Tensor?, output: Tensor?

    var convolutions: [Convolution] { [convolution] }
    var normalisations: [BatchNormalisation] { [normalisation] }

    init(_ source: LayerSource, _ context: Context) {
        layer = source.layer
        self.context = context
        convolution = Convolution(source, gradientChannels: layer.outputs, context.store, context.workers)
        normalisation = BatchNormalisation(source, context)
    }

    func forward(_ x: Tensor) -> Tensor {
        let y = context.pool.take(x.images, 2 * x.height, 2 * x.width, layer.outputs),
            output = context.pool.take(like: y)
        normalisation.measure(y, frozen: context.freezesStatistics) { rowIsComplete in
            convolution.forward(x, y, relu: false, after: rowIsComplete)
        }
        normalisation.apply(y, to: output)
        (self.x, self.y, self.output) = (x, y, output)
        return output
    }

    func expect(_ gradient: Tensor) -> ConvolutionPass.RowWork {
        guard let y, let output else { return ConvolutionPass.nothing }
        return normalisation.expect(gradient, output: output, y: y)
    }

    func backward(_ gradient: Tensor, addingTo dx: Tensor?, to previous: (any Module)?) -> Tensor? {
        guard let x, let y, let output else { return nil }
        defer { (self.x, self.y, self.output) = (nil, nil, nil) }
        let sums = normalisation.backward(gradient, output: output, y: y, to: gradient)
        convolution.addWeightGradient(x, gradient)
        if let sums { convolution.addBiasGradient(sums) }
        let result = dx ?? context.pool.take(like: x)
        convolution.inputGradient(
            gradient, result, adds: dx != nil, after: previous?.expect(result) ?? ConvolutionPass.nothing)
        return result
    }
}
