/// A module of a network: its operation, input and channels.
public struct Node: Sendable {
    public enum Operation: Sendable {
        /// Convolution of stride 2 beside a max-pool.
        case down
        /// Non-bottleneck-1D block: 3x1, 1x3, then both with dilation, plus the input.
        case block(dilation: Int)
        /// Transposed convolution of stride 2.
        case up
        /// Transposed convolution of stride 2 to an output of the network.
        case head(Output)
    }

    /// An output of the network.
    public enum Output: Sendable {
        /// Logits of the semantic classes.
        case semantic
        /// Offsets and sigmas: the first channels of the raw instance output.
        case offsets
        /// Seed maps: its last channels.
        case seeds
    }

    /// The part of the network that the node belongs to.
    public enum Part: Equatable, Sendable {
        case encoder
        case decoder(Int)
    }

    public let operation: Operation
    /// The module's name in weight files, e.g. `encoder.layers.3`.
    public let module: String
    /// Its name in PyTorch's checkpoints.
    public let checkpointModule: String
    /// Number of the node whose output this one reads; nil: the image.
    public let input: Int?
    /// Channels that come in and go out.
    public let inputs: Int, outputs: Int
    /// Pixels of the input are 2^level camera pixels wide and high.
    public let level: Int
    public let part: Part

    package init(
        operation: Operation, module: String, checkpointModule: String, input: Int?, inputs: Int, outputs: Int,
        level: Int, part: Part
    ) {
        self.operation = operation
        self.module = module
        self.checkpointModule = checkpointModule
        self.input = input
        self.inputs = inputs
        self.outputs = outputs
        self.level = level
        self.part = part
    }

    /// Level of the output.
    public var outputLevel: Int {
        switch operation {
        case .down: return level + 1
        case .block: return level
        case .up, .head: return level - 1
        }
    }

    /// The output of the network that this head computes; nil for other nodes.
    public var head: Output? {
        if case .head(let output) = operation { return output }
        return nil
    }

    /// The layers with weights, in the order of execution and of the weight file.
    public var layers: [Layer] {
        func layer(_ kind: Layer.Kind, _ suffix: String = "", dilation: Int = 1, addsBlockInput: Bool = false) -> Layer
        {
            Layer(
                kind: kind, name: module + suffix, inputs: inputs, outputs: outputs, dilation: dilation,
                addsBlockInput: addsBlockInput)
        }
        switch operation {
        case .down: return [layer(.down)]
        case .up: return [layer(.up)]
        case .head: return [layer(.head)]
        case .block(let dilation):
            return [
                layer(.column, ".conv3x1_1"), layer(.row, ".conv1x3_1"),
                layer(.column, ".conv3x1_2", dilation: dilation),
                layer(.row, ".conv1x3_2", dilation: dilation, addsBlockInput: true),
            ]
        }
    }
}
