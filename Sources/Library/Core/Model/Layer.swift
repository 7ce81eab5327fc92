/// One layer with weights. Batch normalisation is folded into them, so a layer is a convolution with a bias.
public struct Layer: Equatable, Sendable {
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

    /// Where in the network; it gives the layer's name.
    public enum Place: Equatable, Sendable {
        /// Module of the encoder; -1 is `initial_block`.
        case encoder(Int)
        /// Decoder, and module in it.
        case decoder(Int, Int)
        case decoderHead(Int)
        case seed
    }

    public var kind: Kind
    public var place: Place
    /// Which of a block's four convolutions: 0 ... 3; 0 elsewhere.
    public var part = 0
    public var inputs: Int
    public var outputs: Int
    public var dilation = 1
    /// The last convolution of a block adds the block's input before ReLU.
    public var addsBlockInput = false

    /// Channels that come out of the convolution: a `down` layer's other channels are pooled.
    public var convolutionOutputs: Int { kind == .down ? outputs - inputs : outputs }

    /// Height and width of the convolution's window.
    public var window: (height: Int, width: Int) {
        switch kind {
        case .down, .up: return (3, 3)
        case .column: return (3, 1)
        case .row: return (1, 3)
        case .head: return (2, 2)
        }
    }

    /// Shape of the tensor `NAME.weight` as PyTorch orders it: convolutions are [outputs, inputs, height, width],
    /// transposed ones [inputs, outputs, height, width].
    public var weightShape: (Int, Int, Int, Int) {
        let (height, width) = window
        switch kind {
        case .up, .head: return (inputs, outputs, height, width)
        default: return (convolutionOutputs, inputs, height, width)
        }
    }

    /// Tensors of the layer in the weight file, in this order: `weight`; `bias` [outputs]; of a `down` layer also
    /// `pool_scale` [inputs], by which the pooled channels are multiplied.
    public var tensorCount: Int { kind == .down ? 3 : 2 }
}
