import Checkpoints
import PanSECB

/// A node of the network forward and backward.
protocol Module: AnyObject {
    var convolutions: [Convolution] { get }
    var normalisations: [BatchNormalisation] { get }

    /// Returns the output as a new tensor, and keeps what the backward pass needs.
    func forward(_ x: Tensor) -> Tensor

    /// Work on each row of the output's gradient. The module that computes the gradient does it before `backward`, once
    /// per complete row, while the row is in the cache. Otherwise `backward` does it.
    func expect(_ gradient: Tensor) -> ConvolutionPass.RowWork

    /// Returns the gradient of the input, or nil if nothing needs it, and adds to the gradients of the parameters.
    /// `gradient` is not kept.
    /// - Parameters:
    ///   - dx: the input's gradient from its other readers; this module adds its share and returns it.
    ///   - previous: the module that computed the input, if this call completes its gradient.
    func backward(_ gradient: Tensor, addingTo dx: Tensor?, to previous: (any Module)?) -> Tensor?
}

extension Module {
    func expect(_ gradient: Tensor) -> ConvolutionPass.RowWork { ConvolutionPass.nothing }
}

extension Context {
    /// Share of channels that a block of the encoder drops in training: small, but larger for the last eight, which are
    /// dilated.
    private func dropout(_ node: Node, dilation: Int) -> Float {
        node.part == .encoder ? dilation == 1 ? 0.03 : 0.3 : 0
    }

    /// The module of a node.
    /// - Parameter number: of the node. Dropout numbers modules from the second on, so that old trainings continue
    ///   unchanged.
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
