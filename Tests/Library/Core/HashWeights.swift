import Checkpoints
import GoldenFiles
import PanSECB

/// All tensors of a checkpoint of an architecture, as PyTorch names them, filled with noise: the twin of `fill` in
/// `Tests/Golden/make/hashing.py`, where the ranges are explained.
struct HashWeights {
    let architecture: Architecture
    private(set) var tensors: [SafetensorsWriter.Tensor] = []
    /// The only block that adds something to its input; nil: all do.
    private let onlyBlock: String?

    /// - Parameter onlyBlock: path of a block; all others are silenced, as `silence` of `Tests/Golden/make/hashing.py`
    ///   does it.
    init(_ architecture: Architecture, silencingAllBut onlyBlock: String? = nil) {
        self.architecture = architecture
        self.onlyBlock = onlyBlock
        encoder(classes: architecture.checkpointHead)
        switch architecture.kind {
        case .panSECB:
            transposed("seed_layer.output_conv", channels.half, architecture.things, 2)
            decoder("decoders.0", architecture.semanticChannels)
            decoder("decoders.1", 2 + architecture.sigmas)
        case .branchedERFNet:
            decoder("decoders.0", 2 + architecture.sigmas)
            decoder("decoders.1", architecture.things)
        case .erfNet:
            decoder("decoder", architecture.semanticChannels)
        }
    }

    /// Sum of all bit patterns: tells that both languages made the same floats.
    var bitSum: UInt64 {
        tensors.reduce(0) { sum, tensor in tensor.values.reduce(sum) { $0 &+ UInt64($1.bitPattern) } }
    }
}

// MARK: - Modules

extension HashWeights {
    private var channels: NetworkChannels { NetworkChannels(width: architecture.width) }

    private mutating func encoder(classes: Int) {
        down("encoder.initial_block", 3, channels.half)
        down("encoder.layers.0", channels.half, channels.quarter)
        for layer in 1...5 { block("encoder.layers.\(layer)", channels.quarter) }
        down("encoder.layers.6", channels.quarter, channels.eighth)
        for layer in 7...14 { block("encoder.layers.\(layer)", channels.eighth) }
        convolution("encoder.output_conv", channels.eighth, classes, height: 1, width: 1)
    }

    private mutating func decoder(_ path: String, _ outputs: Int) {
        up("\(path).layers.0", channels.eighth, channels.quarter)
        for layer in 1...2 { block("\(path).layers.\(layer)", channels.quarter) }
        up("\(path).layers.3", channels.quarter, channels.half)
        for layer in 4...5 { block("\(path).layers.\(layer)", channels.half) }
        transposed("\(path).output_conv", channels.half, outputs, 2)
    }

    private mutating func down(_ path: String, _ inputs: Int, _ outputs: Int) {
        convolution("\(path).conv", inputs, outputs - inputs, height: 3, width: 3)
        normalisation("\(path).bn", outputs, 0.625, 1.375)
    }

    private mutating func block(_ path: String, _ channels: Int) {
        for part in 1...2 {
            convolution("\(path).conv3x1_\(part)", channels, channels, height: 3, width: 1)
            convolution("\(path).conv1x3_\(part)", channels, channels, height: 1, width: 3)
        }
        normalisation("\(path).bn1", channels, 0.625, 1.375)
        if onlyBlock == nil || onlyBlock == path {
            normalisation("\(path).bn2", channels, 0.125, 0.375)
        } else {
            normalisation("\(path).bn2", channels, 0, 0, bias: 0)
        }
    }

    private mutating func up(_ path: String, _ inputs: Int, _ outputs: Int) {
        transposed("\(path).conv", inputs, outputs, 3)
        normalisation("\(path).bn", outputs, 0.625, 1.375)
    }
}

// MARK: - Layers

extension HashWeights {
    private mutating func convolution(_ path: String, _ inputs: Int, _ outputs: Int, height: Int, width: Int) {
        let bound = (6 / Double(inputs * height * width)).squareRoot()
        add("\(path).weight", [outputs, inputs, height, width], -bound, bound)
        add("\(path).bias", [outputs], -0.125, 0.125)
    }

    private mutating func transposed(_ path: String, _ inputs: Int, _ outputs: Int, _ side: Int) {
        let bound = (6 / (Double(inputs) * (Double(side * side) / 4))).squareRoot()
        add("\(path).weight", [inputs, outputs, side, side], -bound, bound)
        add("\(path).bias", [outputs], -0.125, 0.125)
    }

    private mutating func normalisation(
        _ path: String, _ channels: Int, _ low: Double, _ high: Double, bias: Double = 0.25
    ) {
        add("\(path).weight", [channels], low, high)
        add("\(path).bias", [channels], -bias, bias)
        add("\(path).running_mean", [channels], -0.125, 0.125)
        add("\(path).running_var", [channels], 0.5, 2)
    }

    private mutating func add(_ name: String, _ shape: [Int], _ low: Double, _ high: Double) {
        let count = shape.reduce(1, *)
        tensors.append(.init(name: name, shape: shape, values: HashNoise(name).uniform(count, low, high)))
    }
}

extension Architecture {
    /// Outputs of the encoder's own head, which checkpoints hold and the network does not use.
    fileprivate var checkpointHead: Int {
        let heads = Graph(self).nodes.filter { $0.head != nil && $0.module.hasPrefix("decoders.") }
        return heads.reduce(0) { $0 + $1.outputs }
    }
}
