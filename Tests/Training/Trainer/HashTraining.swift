import GoldenFiles
import PanSECB

/// The tensors from which the trainings of the fixtures start, made of hashes: the twin of
/// `Tests/Golden/make/training_weights.py`, where the ranges are explained. Names and shapes are PyTorch's.
struct HashTraining {
    /// By name, such as `encoder.layers.1.conv3x1_1.weight`; of a single layer as `conv3x1_1.weight`. The last
    /// dimension is the fastest.
    private(set) var tensors: [String: (shape: [Int], values: [Float])] = [:]
    private let noise: String
    /// Channels inside of a network.
    private var channels = NetworkChannels(width: 4)

    /// A layer on its own, with statistics that are not 0 and 1.
    init(_ layer: TrainingLayer, noise: String) {
        self.noise = noise
        add(layer, "")
    }

    /// A network as it starts in a file of one step and, `decided`, in the files of many steps. Its statistics are
    /// those of a new network, 0 and 1, if `fresh`.
    init(_ architecture: Architecture, noise: String, fresh: Bool, decided: Bool) {
        self.noise = noise
        channels = NetworkChannels(width: architecture.width)
        let decoders: [(path: String, outputs: Int)]
        switch architecture.kind {
        case .panSECB:
            decoders = [("decoders.0", architecture.semanticChannels), ("decoders.1", architecture.firstSeed)]
            add(.head(channels.half, architecture.things), "seed_layer.output_conv")
        case .branchedERFNet:
            decoders = [("decoders.0", architecture.firstSeed), ("decoders.1", architecture.things)]
        case .erfNet: decoders = [("decoder", architecture.semanticChannels)]
        }
        encoder(decoders.reduce(0) { $0 + $1.outputs })
        for (path, outputs) in decoders { decoder(path, outputs) }
        for name in tensors.keys where fresh && name.contains(".running_") {
            let one: Float = name.hasSuffix("_var") ? 1 : 0
            tensors[name]!.values = tensors[name]!.values.map { _ in one }
        }
        calm()
        if decided { decide() }
        switch architecture.kind {
        case .panSECB: startOutput("decoders.1.output_conv", sigmas: architecture.sigmas)
        case .branchedERFNet: startOutput("decoders.0.output_conv", sigmas: architecture.sigmas)
        case .erfNet: break
        }
    }

    /// Sum of all bit patterns: tells that both languages made the same floats.
    var bitSum: UInt64 { tensors.values.reduce(0) { $0 &+ $1.values.bitSum } }
}

/// A layer with parameters, by PyTorch's measures.
enum TrainingLayer: Equatable {
    case down(Int, Int)
    case block(Int, dilation: Int)
    case up(Int, Int)
    /// Transposed convolution, window and stride of 2.
    case head(Int, Int)
    /// Convolution with a window of one pixel.
    case point(Int, Int)
}

// MARK: - Layers

extension HashTraining {
    private mutating func add(_ layer: TrainingLayer, _ path: String) {
        let prefix = path.isEmpty ? "" : path + "."
        switch layer {
        case .down(let inputs, let outputs):
            convolution("\(prefix)conv", [outputs - inputs, inputs, 3, 3], outputs: outputs - inputs)
            normalisation("\(prefix)bn", outputs)
        case .block(let channels, _):
            for part in 1...2 {
                convolution("\(prefix)conv3x1_\(part)", [channels, channels, 3, 1], outputs: channels)
                convolution("\(prefix)conv1x3_\(part)", [channels, channels, 1, 3], outputs: channels)
                normalisation("\(prefix)bn\(part)", channels)
            }
        case .up(let inputs, let outputs):
            convolution("\(prefix)conv", [inputs, outputs, 3, 3], outputs: outputs)
            normalisation("\(prefix)bn", outputs)
        case .head(let inputs, let outputs):
            convolution(path, [inputs, outputs, 2, 2], outputs: outputs)
        case .point(let inputs, let outputs):
            convolution(path, [outputs, inputs, 1, 1], outputs: outputs)
        }
    }

    private mutating func convolution(_ path: String, _ shape: [Int], outputs: Int) {
        let bound = 1 / Double(shape[1...].reduce(1, *)).squareRoot()
        let prefix = path.isEmpty ? "" : path + "."
        uniform("\(prefix)weight", shape, -bound, bound)
        uniform("\(prefix)bias", [outputs], -bound / 2, bound / 2)
        change("\(prefix)bias") { $0 + Float(signOf: $0, magnitudeOf: Float(bound / 2)) }
    }

    private mutating func normalisation(_ path: String, _ channels: Int) {
        uniform("\(path).weight", [channels], 0.75, 1.25)
        uniform("\(path).bias", [channels], -0.125, 0.125)
        uniform("\(path).running_mean", [channels], -0.1, 0.1)
        uniform("\(path).running_var", [channels], 0.25, 1)
    }

    private mutating func uniform(_ name: String, _ shape: [Int], _ low: Double, _ high: Double) {
        tensors[name] = (shape, HashNoise("\(noise) \(name)").uniform(shape.reduce(1, *), low, high))
    }

    private mutating func change(_ name: String, _ new: (Float) -> Float) {
        tensors[name]!.values = tensors[name]!.values.map(new)
    }
}

// MARK: - Network

extension HashTraining {
    private mutating func encoder(_ outputs: Int) {
        let (half, quarter, eighth) = (channels.half, channels.quarter, channels.eighth)
        add(.down(3, half), "encoder.initial_block")
        add(.down(half, quarter), "encoder.layers.0")
        for layer in 1...5 { add(.block(quarter, dilation: 1), "encoder.layers.\(layer)") }
        add(.down(quarter, eighth), "encoder.layers.6")
        for layer in 7...14 { add(.block(eighth, dilation: 2 << (layer - 7) % 4), "encoder.layers.\(layer)") }
        add(.point(eighth, outputs), "encoder.output_conv")
    }

    private mutating func decoder(_ path: String, _ outputs: Int) {
        let (half, quarter, eighth) = (channels.half, channels.quarter, channels.eighth)
        add(.up(eighth, quarter), "\(path).layers.0")
        for layer in 1...2 { add(.block(quarter, dilation: 1), "\(path).layers.\(layer)") }
        add(.up(quarter, half), "\(path).layers.3")
        for layer in 4...5 { add(.block(half, dilation: 1), "\(path).layers.\(layer)") }
        add(.head(half, outputs), "\(path).output_conv")
    }

    /// Rounding is not multiplied from layer to layer.
    private mutating func calm() {
        for path in normalisations {
            let scale: Float = path.hasSuffix("bn2") ? 0.25 : 0.75
            change("\(path).weight") { $0 * scale }
            change("\(path).bias") { $0 * 4 + 1 }
            if path.hasPrefix("decoders"), tensors["\(path).bias"]!.shape == [16] {
                change("\(path).weight") { $0 / 4 }
                change("\(path).bias") { $0 / 4 }
            }
        }
    }

    /// Nearly all ReLUs are open or closed everywhere.
    private mutating func decide() {
        for path in normalisations { change("\(path).weight") { $0 / 4 } }
        for name in tensors.keys where name.contains("conv3x1") && name.hasSuffix(".bias") {
            change(name) { $0 + Float(signOf: $0, magnitudeOf: 2) }
        }
    }

    /// Offsets start near 0, sigmas near 1.
    private mutating func startOutput(_ path: String, sigmas: Int) {
        let weight = tensors["\(path).weight"]!.shape
        tensors["\(path).weight"]!.values = HashNoise("\(noise) start weight").uniform(
            weight.reduce(1, *), -0x1p-10, 0x1p-10)
        let bias = HashNoise("\(noise) start bias").uniform(2 + sigmas, -0x1p-10, 0x1p-10)
        tensors["\(path).bias"]!.values = bias.enumerated().map { $0 < 2 ? $1 : $1 + 1 }
    }

    private var normalisations: [String] {
        tensors.keys.filter { $0.hasSuffix(".running_var") }.map { String($0.dropLast(".running_var".count)) }
    }
}

extension [Float] {
    /// Sum of the bit patterns.
    var bitSum: UInt64 { reduce(0) { $0 &+ UInt64($1.bitPattern) } }
}
