import CTrainingKernels
import Checkpoints
import PanSECB

/// Convolution of stride 2 beside a max-pool, batch normalisation, ReLU.
final class Downsampler: Module {
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
        let y = context.pool.take(x.images, x.height / 2, x.width / 2, layer.outputs),
            output = context.pool.take(like: y)
        let workers = context.workers
        normalisation.measure(y, frozen: context.freezesStatistics) { rowIsComplete in
            convolution.forward(x, y, relu: false) { image, row in
                var p = pool(x, y, image * y.height + row)
                workers.training.max_pool(&p)
                rowIsComplete(image, row)
            }
        }
        normalisation.apply(y, to: output)
        (self.x, self.y, self.output) = (x, y, output)
        return output
    }

    func expect(_ gradient: Tensor) -> ConvolutionPass.RowWork {
        guard let y, let output else { return ConvolutionPass.nothing }
        return normalisation.expect(gradient, output: output, y: y)
    }

    /// Nil for the first layer of a network.
    func backward(_ gradient: Tensor, addingTo other: Tensor?, to previous: (any Module)?) -> Tensor? {
        precondition(other == nil, "a node of the encoder, or a block, is the only reader of its input")
        guard let x, let y, let output else { return nil }
        defer { (self.x, self.y, self.output) = (nil, nil, nil) }
        let sums = normalisation.backward(gradient, output: output, y: y, to: gradient)
        convolution.addWeightGradient(x, gradient)
        if let sums { convolution.addBiasGradient(sums) }
        guard layer.inputs > 3 else { return nil }
        let dx = context.pool.take(like: x)
        convolution.inputGradient(gradient, dx)
        let workers = context.workers, after = previous?.expect(dx) ?? ConvolutionPass.nothing
        workers.run(y.images * y.height) { item, _ in
            var p = pool(x, y, item)
            let image = item / y.height, row = item % y.height
            p.gradient = UnsafePointer(gradient.row(image, row) + layer.convolutionOutputs)
            p.gradient_rows = (dx.row(image, 2 * row), dx.row(image, 2 * row + 1))
            workers.training.max_pool_gradient(&p)
            after(image, 2 * row)
            after(image, 2 * row + 1)
        }
        return dx
    }

    /// Row `item` of the pooled channels, counted over the batch.
    private func pool(_ x: Tensor, _ y: Tensor, _ item: Int) -> pansecb_max_pool {
        let image = item / y.height, row = item % y.height
        var p = pansecb_max_pool()
        p.rows = (UnsafePointer(x.row(image, 2 * row)), UnsafePointer(x.row(image, 2 * row + 1)))
        p.input_stride = x.channels
        p.output = y.row(image, row) + layer.convolutionOutputs
        p.output_stride = y.channels
        p.width = y.width
        p.channels = Int32(layer.inputs)
        return p
    }
}
