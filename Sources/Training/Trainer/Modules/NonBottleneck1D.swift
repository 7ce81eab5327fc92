import CTrainingKernels
import Checkpoints
import PanSECB

/// The block of ERFNet: 3x1, ReLU, 1x3, batch normalisation, ReLU; the same with dilation, dropout, plus the input,
/// ReLU.
final class NonBottleneck1D: Module {
    private let context: Context
    private let number: Int
    private let dropout: Float
    private let column1: Convolution, row1: Convolution, column2: Convolution, row2: Convolution
    private let normalisation1: BatchNormalisation, normalisation2: BatchNormalisation

    /// What the backward pass needs: the input, the outputs of the four convolutions, the features between the halves,
    /// and the block's output.
    private var saved: (x: Tensor, y1: Tensor, y2: Tensor, middle: Tensor, y3: Tensor, y4: Tensor, output: Tensor)?
    private var keep: [[Float]]?

    var convolutions: [Convolution] { [column1, row1, column2, row2] }
    var normalisations: [BatchNormalisation] { [normalisation1, normalisation2] }

    /// - Parameters:
    ///   - sources: the four convolutions.
    ///   - number: of the module in the network; no two blocks have the same.
    ///   - dropout: share of channels.
    init(_ sources: [LayerSource], number: Int, dropout: Float, _ context: Context) {
        self.context = context
        self.number = number
        self.dropout = dropout
        func convolution(_ part: Int) -> Convolution {
            Convolution(
                sources[part], gradientChannels: sources[part].layer.outputs, context.store, context.workers)
        }
        (column1, row1) = (convolution(0), convolution(1))
        normalisation1 = BatchNormalisation(sources[1], context)
        (column2, row2) = (convolution(2), convolution(3))
        normalisation2 = BatchNormalisation(sources[3], context)
    }

    func forward(_ x: Tensor) -> Tensor {
        func new() -> Tensor { context.pool.take(like: x) }
        let y1 = new(), y2 = new(), middle = new(), y3 = new(), y4 = new(), output = new()
        pair(x, column: column1, between: y1, row: row1, to: y2, normalisation1)
        normalisation1.apply(y2, to: middle)
        pair(middle, column: column2, between: y3, row: row2, to: y4, normalisation2)
        keep =
            dropout > 0
            ? context.dropout?.keep(share: dropout, module: number, images: x.images, channels: x.channels) : nil
        normalisation2.apply(y4, residual: x, keep: keep, to: output)
        saved = (x, y1, y2, middle, y3, y4, output)
        return output
    }

    /// A 3x1 and a 1x3 convolution, and the moments of what comes out.
    private func pair(
        _ x: Tensor, column: Convolution, between: Tensor, row: Convolution, to y: Tensor,
        _ normalisation: BatchNormalisation
    ) {
        normalisation.measure(y, frozen: context.freezesStatistics) { rowIsComplete in
            column.forward(x, between, then: row, y, after: rowIsComplete)
        }
    }

    func expect(_ gradient: Tensor) -> ConvolutionPass.RowWork {
        guard let saved else { return ConvolutionPass.nothing }
        return normalisation2.expect(gradient, output: saved.output, y: saved.y4)
    }

    /// The input's gradient uses the same tensor as the output's.
    func backward(_ gradient: Tensor, addingTo other: Tensor?, to previous: (any Module)?) -> Tensor? {
        precondition(other == nil, "a node of the encoder, or a block, is the only reader of its input")
        guard let saved else { return nil }
        self.saved = nil
        let (x, y1, y2, middle, y3, y4, output) = saved
        let a = context.pool.take(like: x), b = context.pool.take(like: x)

        // `gradient` becomes that of the sum, which is also the residual's share of the input's gradient.
        let slopes2 = normalisation2.slopes(gradient, output: output, y: y4, keep: keep)
        rowGradients(gradient, slopes2, column: column2, row: row2, x: y3, y: y4, dx: b, dy: a)

        column2.addWeightGradient(middle, b)
        let sums = RowSums(a, context.workers.training.products)
        column2.inputGradient(b, a) { image, row in
            sums.run(image, row) { normalisation1.products(a, output: middle, y: y2, $0) }
        }
        let slopes1 = normalisation1.slopes([sums.total], y2)
        rowGradients(a, slopes1, column: column1, row: row1, x: y1, y: y2, dx: b, dy: a)
        column1.addWeightGradient(x, b)
        column1.inputGradient(b, gradient, adds: true, after: previous?.expect(gradient) ?? ConvolutionPass.nothing)
        return gradient
    }

    /// Propagates the gradient back from a normalisation's output through the 1x3 convolution and the ReLU before it,
    /// with the gradients of the convolution's weights and of the 3x1 convolution's bias. It works row by row, so that
    /// each row is read again while it is in the cache.
    /// - Parameters:
    ///   - y: output of the 1x3 convolution; `dy` receives its gradient.
    ///   - x: input of the 1x3 convolution; `dx` receives its gradient, 0 where ReLU gave 0.
    private func rowGradients(
        _ gradient: Tensor, _ slopes: BatchNormalisation.Slopes, column: Convolution, row: Convolution, x: Tensor,
        y: Tensor, dx: Tensor, dy: Tensor
    ) {
        let sums = RowSums(dx, context.workers.training.products), combine = context.workers.training.combine
        let noShift = [Float](repeating: 0, count: dx.channels)
        noShift.withUnsafeBufferPointer { noShift in
            row.inputGradient(dy, dx) { image, number in
                var c = slopes.arguments(gradient, y, image: image, (image * y.height + number) * y.rowFloats, to: dy)
                c.pixels = y.width
                c.channels = Int32(y.channels)
                combine?(&c)
            } after: { image, number in
                sums.run(image, number) { start in
                    var c = pansecb_channels()
                    c.x = UnsafePointer(dx.values + start)
                    c.y = UnsafePointer(x.values + start)
                    c.gate = c.y
                    c.output = dx.values + start
                    c.shift = noShift.baseAddress
                    return c
                }
            }
        }
        row.addWeightGradient(x, dy)
        if let biasSums = slopes.biasSums { row.addBiasGradient(biasSums) }
        column.addBiasGradient(sums.total)
    }
}
