import PanSECB

/// The block of ERFNet: 3x1, ReLU, 1x3, batch normalisation, ReLU, both again with dilation, dropout, plus the input, ReLU.
final class NonBottleneck1D {
    private let context: Context
    private let number: Int
    private let dropout: Float
    private let column1: Convolution, row1: Convolution, column2: Convolution, row2: Convolution
    private let normalisation1: BatchNormalisation, normalisation2: BatchNormalisation

    /// What the backward pass needs: the input, the four convolutions' outputs, the block's output.
    private var saved: (x: Tensor, y1: Tensor, y2: Tensor, y3: Tensor, y4: Tensor, output: Tensor)?
    private var keep: [[Float]]?

    var convolutions: [Convolution] { [column1, row1, column2, row2] }
    var normalisations: [BatchNormalisation] { [normalisation1, normalisation2] }

    /// - Parameters:
    ///   - layers: the four convolutions.
    ///   - number: of the module in the network; no two blocks have the same.
    ///   - dropout: share of channels.
    init(_ layers: [Layer], number: Int, dropout: Float, _ context: Context) {
        self.context = context
        self.number = number
        self.dropout = dropout
        let channels = layers[0].inputs
        func convolution(_ part: Int) -> Convolution {
            Convolution(layers[part], module: layers[part].name, gradientChannels: channels, context.store, context.workers)
        }
        let module = layers[0].name.dropLast(".conv3x1_1".count)
        (column1, row1) = (convolution(0), convolution(1))
        normalisation1 = BatchNormalisation("\(module).bn1", channels: channels, context.store, context.workers)
        (column2, row2) = (convolution(2), convolution(3))
        normalisation2 = BatchNormalisation("\(module).bn2", channels: channels, context.store, context.workers)
    }

    func forward(_ x: Tensor) -> Tensor {
        func new() -> Tensor { context.pool.take(like: x) }
        let y1 = new(), y2 = new(), middle = new(), y3 = new(), y4 = new()
        column1.forward(x, y1, relu: true)
        row1.forward(y1, y2, relu: false)
        normalisation1.measure(y2, frozen: context.freezesStatistics)
        normalisation1.apply(y2, to: middle)
        column2.forward(middle, y3, relu: true)
        row2.forward(y3, y4, relu: false)
        normalisation2.measure(y4, frozen: context.freezesStatistics)
        keep = dropout > 0
            ? context.dropout?.keep(share: dropout, module: number, images: x.images, channels: x.channels) : nil
        // What lay in the middle is computed anew in the backward pass: memory counts for more.
        let output = middle
        normalisation2.apply(y4, residual: x, keep: keep, to: output)
        saved = (x, y1, y2, y3, y4, output)
        return output
    }

    /// Gradient of the input, in the same tensor as the output's.
    func backward(_ gradient: Tensor) -> Tensor {
        guard let saved else { return gradient }
        self.saved = nil
        let (x, y1, y2, y3, y4, output) = saved
        let a = context.pool.take(like: x), b = context.pool.take(like: x)

        // `gradient` becomes that of the sum, which is the residual's share of the input's.
        let sums2 = normalisation2.backward(gradient, output: output, y: y4, keep: keep, to: a)
        row2.addWeightGradient(y3, a)
        if let sums2 { row2.addBiasGradient(sums2) }
        row2.inputGradient(a, b)
        column2.addBiasGradient(context.pass.gate(b, by: y3))

        let middle = context.pool.take(like: x)
        normalisation1.apply(y2, to: middle)
        column2.addWeightGradient(middle, b)
        column2.inputGradient(b, a)
        let sums1 = normalisation1.backward(a, output: middle, y: y2, to: a)
        row1.addWeightGradient(y1, a)
        if let sums1 { row1.addBiasGradient(sums1) }
        row1.inputGradient(a, b)
        column1.addBiasGradient(context.pass.gate(b, by: y1))
        column1.addWeightGradient(x, b)
        column1.inputGradient(b, gradient, adds: true)
        return gradient
    }
}
