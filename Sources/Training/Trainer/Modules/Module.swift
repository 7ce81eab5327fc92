import Checkpoints
import PanSECB

/// A node of the network forward and backward.
protocol Module: AnyObject {
    var convolutions: [Convolution] { get }
    var normalisations: [BatchNormalisation] { get }

    /// The output, new; what the backward pass needs is kept until then.
    func forward(_ x: Tensor) -> Tensor

    /// Work on each row of the output's gradient, to be done once when the row is complete, before `backward`, by
    /// whoever computes the gradient: it is in the cache then. Without it `backward` does that work itself.
    func expect(_ gradient: Tensor) -> ConvolutionPass.RowWork

    /// Gradient of the input, or nil where nothing needs it; the parameters' gradients are added to. `gradient` is not
    /// kept.
    /// - Parameters:
    ///   - dx: what other readers of the input made of its gradient; this one's share is added, and it is returned.
    ///   - previous: the module whose output the input is, if this completes its gradient.
    func backward(_ gradient: Tensor, addingTo dx: Tensor?, to previous: (any Module)?) -> Tensor?
}

extension Module {
    func expect(_ gradient: Tensor) -> ConvolutionPass.RowWork { ConvolutionPass.nothing }
}

extension Context {
    /// Shares of channels that the encoder's blocks drop in training, by their dilation: all but the last eight, which
    /// are the dilated ones, drop few.
    private func dropout(_ node: Node, dilation: Int) -> Float {
        node.part == .encoder ? dilation == 1 ? 0.03 : 0.3 : 0
    }

    /// The module of a node.
    /// - Parameter number: of the node. Dropout counts modules behind the first, so that trainings go on as they began.
    func module(_ node: Node, number: Int) -> any Module {
        let sources = LayerSource.all(node, module: node.checkpointModule)
        switch node.operation {
        case .down: return Downsampler(sources[0], self)
        case .block(let dilation):
            return NonBottleneck1D(sources, number: number - 1, dropout: dropout(node, dilation: dilation), self)
        case .up: return Upsampler(sources[0], self)
        case .head: return Head(sources[0], self)
        }
    }
}
