import CShims
import Checkpoints
import PanSECB

/// A convolution that can be trained. Inputs and outputs are tensors with a multiple of 16 channels (the image: 4); the
/// convolution of a `down` layer writes the first channels of its output, the pool the rest.
final class Convolution {
    let layer: Layer
    private let store: ParameterStore, workers: Workers
    private let weight: ParameterStore.Parameter, bias: ParameterStore.Parameter
    private let forwardWeights: ConvolutionWeights, backwardWeights: ConvolutionWeights?

    /// Channels of the input in memory, and blocks of 16 that the convolution computes.
    private let inputs: Int, blocks: Int
    private let window: Int

    /// - Parameter gradientChannels: channels of the output's gradient in memory.
    init(_ source: LayerSource, gradientChannels: Int, _ store: ParameterStore, _ workers: Workers) {
        let layer = source.layer
        self.layer = layer
        self.store = store
        self.workers = workers
        let (o, i, height, width) = layer.weightShape
        window = height * width
        inputs = layer.inputChannels
        blocks = layer.blocks
        weight = store.add(
            source.weight, [o, i, height, width],
            layer.isTransposed
                ? .transposed(inputs: inputs, window: window) : .convolution(inputs: inputs, window: window))
        bias = store.add(source.bias, [layer.convolutionOutputs], .vector)
        let isWinograd =
            (layer.kind == .column || layer.kind == .row) && PackedWinograd.isWorthwhile(channels: layer.inputs)
        forwardWeights = ConvolutionWeights(.forward(layer), inputs: inputs, blocks: blocks, isWinograd: isWinograd)
        // Nothing needs the image's gradient.
        backwardWeights =
            layer.inputs == 3
            ? nil
            : ConvolutionWeights(
                .backward(layer), inputs: gradientChannels, blocks: inputs / 16, isWinograd: isWinograd)
    }

    /// Packs the weights for the kernels; call it when they have changed.
    func pack() {
        forwardWeights.pack(store.values + weight.start, window: window)
        backwardWeights?.packTransposed(store.values + weight.start, window: window, outputs: 16 * blocks)
    }

    /// y = x * weights + bias.
    /// - Parameter after: uses a row of y that is complete.
    func forward(_ x: Tensor, _ y: Tensor, relu: Bool, after: ConvolutionPass.RowWork = ConvolutionPass.nothing) {
        forwardPass(x, y, relu: relu).run(after: after)
    }

    /// between = ReLU(x * weights + bias), and y = between * weights + bias of `row`. This is a 3x1 convolution, `row`
    /// a 1x3 one.
    /// - Parameter after: uses a row of y that is complete.
    func forward(_ x: Tensor, _ between: Tensor, then row: Convolution, _ y: Tensor, after: ConvolutionPass.RowWork) {
        forwardPass(x, between, relu: true).run(then: row.forwardPass(between, y, relu: false), after: after)
    }

    private func forwardPass(_ x: Tensor, _ y: Tensor, relu: Bool) -> ConvolutionPass {
        ConvolutionPass(
            x: x, y: y, weights: forwardWeights, bias: store.values + bias.start, relu: relu,
            adds: false, workers: workers)
    }

    /// dx = dy * transposed weights, or dx += that.
    func inputGradient(_ dy: Tensor, _ dx: Tensor, adds: Bool = false) { gradientPass(dy, dx, adds: adds)?.run() }

    /// The same, with work on rows while they are in the cache.
    /// - Parameters:
    ///   - before: computes a row of dy; only for 1x3 convolutions, whose rows are independent.
    ///   - after: uses a row of dx that is complete.
    func inputGradient(
        _ dy: Tensor, _ dx: Tensor, adds: Bool = false, before: ConvolutionPass.RowWork = ConvolutionPass.nothing,
        after: ConvolutionPass.RowWork
    ) {
        gradientPass(dy, dx, adds: adds)?.run(before: before, after: after)
    }

    private func gradientPass(_ dy: Tensor, _ dx: Tensor, adds: Bool) -> ConvolutionPass? {
        backwardWeights.map {
            ConvolutionPass(
                x: dy, y: dx, weights: $0, bias: nil, relu: false, adds: adds,
                workers: workers)
        }
    }

    /// Adds to the gradient of the weights.
    func addWeightGradient(_ x: Tensor, _ dy: Tensor) {
        let target = store.gradients + weight.start
        // For weight gradients the Winograd form pays with few channels too, though for convolutions it does not.
        if layer.kind == .column || layer.kind == .row {
            WinogradWeightGradient(
                geometry: forwardWeights.geometry, inputs: inputs, blocks: blocks
            )
            .add(x, dy, to: target, workers)
        } else {
            WeightGradient(
                geometry: forwardWeights.geometry, inputs: inputs, blocks: blocks, window: window,
                outputs: layer.convolutionOutputs
            )
            .add(x, dy, to: target, workers)
        }
    }

    /// Adds to the gradient of the bias: the sums of the output's gradient.
    func addBiasGradient(_ sums: [Double]) {
        for channel in 0..<layer.convolutionOutputs { store.gradients[bias.start + channel] += Float(sums[channel]) }
    }
}
