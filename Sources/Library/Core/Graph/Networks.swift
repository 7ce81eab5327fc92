// The three networks as data.

extension Graph {
    /// The network with these numbers of channels; they must be valid.
    public init(_ architecture: Architecture) {
        self.architecture = architecture
        var builder = GraphBuilder(architecture.channels)
        let image = builder.encoder()
        let semantic = architecture.semanticChannels, offsets = architecture.firstSeed, seeds = architecture.things
        switch architecture.kind {
        case .panSECB:
            let features = builder.decoder(0, of: image)
            builder.head(.semantic, "decoders.0.output_conv", channels: semantic, of: features)
            builder.head(.seeds, "seed_layer.output_conv", channels: seeds, of: features)
            builder.head(.offsets, "decoders.1.output_conv", channels: offsets, of: builder.decoder(1, of: image))
        case .branchedERFNet:
            builder.head(.offsets, "decoders.0.output_conv", channels: offsets, of: builder.decoder(0, of: image))
            builder.head(.seeds, "decoders.1.output_conv", channels: seeds, of: builder.decoder(1, of: image))
        case .erfNet:
            // Checkpoints use this name for the only decoder; weight files number it.
            builder.checkpointDecoder = "decoder"
            builder.head(.semantic, "decoders.0.output_conv", channels: semantic, of: builder.decoder(0, of: image))
        }
        nodes = builder.nodes
    }
}

/// Appends nodes; a node's number stands for its output.
private struct GraphBuilder {
    private let channels: (half: Int, quarter: Int, eighth: Int)
    private(set) var nodes: [Node] = []
    private var part = Node.Part.encoder
    /// The name of decoder 0 in checkpoints, if it differs.
    var checkpointDecoder: String?

    init(_ channels: (half: Int, quarter: Int, eighth: Int)) { self.channels = channels }

    /// Downsampling and blocks, to an eighth of the image's size.
    mutating func encoder() -> Int {
        var features = add(.down, "encoder.initial_block", channels.half, of: nil)
        var module = 0
        func name() -> String {
            defer { module += 1 }
            return "encoder.layers.\(module)"
        }
        features = add(.down, name(), channels.quarter, of: features)
        for _ in 0..<5 { features = add(.block(dilation: 1), name(), channels.quarter, of: features) }
        features = add(.down, name(), channels.eighth, of: features)
        for _ in 0..<2 {
            for dilation in [2, 4, 8, 16] {
                features = add(.block(dilation: dilation), name(), channels.eighth, of: features)
            }
        }
        return features
    }

    /// Two transposed convolutions, each followed by two blocks. Returns the features that heads read.
    mutating func decoder(_ number: Int, of encoded: Int) -> Int {
        part = .decoder(number)
        var features = encoded, module = 0
        for channels in [channels.quarter, channels.half] {
            for operation in [Node.Operation.up, .block(dilation: 1), .block(dilation: 1)] {
                features = add(operation, "decoders.\(number).layers.\(module)", channels, of: features)
                module += 1
            }
        }
        return features
    }

    mutating func head(_ output: Node.Output, _ module: String, channels: Int, of features: Int) {
        _ = add(.head(output), module, channels, of: features)
    }

    private mutating func add(_ operation: Node.Operation, _ module: String, _ outputs: Int, of input: Int?) -> Int {
        var checkpointModule = module
        if let checkpointDecoder, part == .decoder(0) {
            checkpointModule =
                checkpointDecoder + String(decoding: module.utf8.dropFirst("decoders.0".utf8.count), as: UTF8.self)
        }
        nodes.append(
            Node(
                operation: operation, module: module, checkpointModule: checkpointModule, input: input,
                inputs: input.map { nodes[$0].outputs } ?? 3, outputs: outputs,
                level: input.map { nodes[$0].outputLevel } ?? 0, part: part))
        return nodes.count - 1
    }
}
