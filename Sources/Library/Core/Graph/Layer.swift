/// One layer with weights. Batch normalisation is folded in, so a layer is a convolution with a bias.
public struct Layer: Sendable {
    public enum Kind: Sendable {
        /// 3x3 convolution of stride 2 to `outputs - inputs` channels beside a 2x2 max-pool of the `inputs` channels;
        /// ReLU.
        case down
        /// 3x1 convolution (along a column of pixels); ReLU.
        case column
        /// 1x3 convolution (along a row of pixels); ReLU.
        case row
        /// Transposed 3x3 convolution of stride 2; ReLU.
        case up
        /// Transposed 2x2 convolution of stride 2, to an output of the network.
        case head
    }

    public var kind: Kind
    /// The layer's name in weight files: the path of its module in PyTorch, e.g. `encoder.layers.3.conv3x1_2`.
    public var name: String
    public var inputs: Int
    public var outputs: Int
    public var dilation = 1
    /// The last convolution of a block adds the block's input before ReLU.
    public var addsBlockInput = false

    /// Output channels of the convolution; the other channels of a `down` layer are pooled.
    public var convolutionOutputs: Int { kind == .down ? outputs - inputs : outputs }
    /// Channels of an input pixel in memory; camera pixels have a fourth, which is zero.
    package var inputChannels: Int { inputs == 3 ? 4 : inputs }
    /// Blocks of 16 channels that the convolution computes.
    package var blocks: Int { (convolutionOutputs + 15) / 16 }

    /// Height and width of the convolution's window.
    public var window: (height: Int, width: Int) {
        switch kind {
        case .down, .up: return (3, 3)
        case .column: return (3, 1)
        case .row: return (1, 3)
        case .head: return (2, 2)
        }
    }

    /// Whether it is a transposed convolution.
    public var isTransposed: Bool { kind == .up || kind == .head }

    /// Shape of the tensor `NAME.weight` in PyTorch's order: convolutions are [outputs, inputs, height, width],
    /// transposed ones [inputs, outputs, height, width].
    public var weightShape: (Int, Int, Int, Int) {
        let (height, width) = window
        return isTransposed
            ? (inputs, outputs, height, width) : (convolutionOutputs, inputs, height, width)
    }
}
