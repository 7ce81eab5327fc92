import PanSECB

/// Which network a checkpoint is: told by the names of its decoders, its channels by the shapes of their last layers.
struct ArchitectureFinder {
    let architecture: Architecture
    /// Module of the seed maps' layer, e.g. `seed_layer.output_conv`; Pan-SECB only.
    let seedModule: String?

    init(_ tensors: ModelTensors) throws(CheckpointError) {
        func has(_ prefix: String) -> Bool { tensors.names.contains { $0.hasPrefix(prefix) } }
        if has("decoders.0."), has("seed_layer.") {
            let seed = try ArchitectureFinder.seedLayer(tensors)
            seedModule = seed.module
            architecture = Architecture(
                kind: .panSECB,
                semanticChannels: try ArchitectureFinder.headChannels("decoders.0.output_conv.weight", tensors),
                sigmas: try ArchitectureFinder.headChannels("decoders.1.output_conv.weight", tensors) - 2,
                things: seed.channels)
        } else if has("decoders.0.") {
            seedModule = nil
            architecture = Architecture(
                kind: .branchedERFNet, semanticChannels: 0,
                sigmas: try ArchitectureFinder.headChannels("decoders.0.output_conv.weight", tensors) - 2,
                things: try ArchitectureFinder.headChannels("decoders.1.output_conv.weight", tensors))
        } else if has("decoder.") {
            seedModule = nil
            architecture = Architecture(
                kind: .erfNet,
                semanticChannels: try ArchitectureFinder.headChannels("decoder.output_conv.weight", tensors), sigmas: 0,
                things: 0)
        } else {
            throw ArchitectureFinder.unknown(tensors)
        }
        guard architecture.isValid else {
            throw CheckpointError(
                .notThisNetwork,
                "the last layers have \(architecture.semanticChannels) semantic channels, \(architecture.sigmas) sigmas and "
                    + "\(architecture.things) things, which \(architecture.kind.name) does not have",
                fix:
                    "Sigmas must be 1 or 2, things 1 to \(Architecture.maxThings), semantic channels 1 to \(Architecture.maxSemanticChannels)"
            )
        }
    }

    /// Output channels of a transposed 2x2 convolution of 16 channels.
    private static func headChannels(_ name: String, _ tensors: ModelTensors) throws(CheckpointError) -> Int {
        guard let tensor = tensors[name] else {
            throw CheckpointError(
                .notThisNetwork, tensor: name, "the checkpoint lacks it, and it tells the number of channels")
        }
        guard isHead(tensor.shape) else {
            throw CheckpointError(
                .wrongShape, tensor: tensor.name,
                "its shape is \(tensor.shape) where the network has [16, channels, 2, 2]")
        }
        return tensor.shape[1]
    }

    /// Programs call the convolution in the seed layer what they like.
    private static func seedLayer(_ tensors: ModelTensors) throws(CheckpointError) -> (module: String, channels: Int) {
        let candidates = tensors.names.filter { $0.hasPrefix("seed_layer.") && $0.hasSuffix(".weight") }
        let fitting = candidates.filter { isHead(tensors[$0]?.shape ?? []) }
        guard let name = fitting.first, let shape = tensors[name]?.shape else {
            let found = candidates.first.flatMap { tensors[$0] }
            throw CheckpointError(
                .wrongShape, tensor: found?.name ?? "seed_layer.output_conv.weight",
                found.map { "its shape is \($0.shape) where the network has [16, things, 2, 2]" }
                    ?? "the checkpoint lacks it")
        }
        guard fitting.count == 1 else {
            throw CheckpointError(.notThisNetwork, tensor: fitting[1], "there is more than one seed layer")
        }
        return (String(name.dropLast(".weight".count)), shape[1])
    }

    private static func isHead(_ shape: [Int]) -> Bool {
        shape.count == 4 && shape[0] == 16 && shape[2] == 2 && shape[3] == 2
    }

    private static func unknown(_ tensors: ModelTensors) -> CheckpointError {
        if tensors.names.contains(where: { $0.hasPrefix("features.encoder.") || $0.hasPrefix("encoder.") }) {
            return CheckpointError(
                .notThisNetwork,
                "this is an encoder alone, as trained on ImageNet; it has no decoders, so it gives no segmentation",
                fix: "Training can start from it; convert the checkpoint that comes out of that")
        }
        let first = tensors.names.prefix(3).map(\.debugDescription).joined(separator: ", ")
        return CheckpointError(
            .notThisNetwork,
            "this is none of Pan-SECB, BranchedERFNet and ERFNet: it has no tensors \"decoders.0...\" or \"decoder...\" (it begins with \(first))"
        )
    }
}

extension ArchitectureKind {
    /// The network's name in messages and reports.
    public var name: String {
        switch self {
        case .panSECB: return "Pan-SECB"
        case .branchedERFNet: return "BranchedERFNet"
        case .erfNet: return "ERFNet"
        }
    }
}
