import PanSECB

/// A checkpoint understood as one of the networks: which one, from which tensors. `weights()` folds them.
public struct Conversion: Sendable {
    public let architecture: Architecture
    public let report: ConversionReport
    private let file: String
    private let tensors: ModelTensors
    private let folding: NetworkFolding

    /// Fails where the network can't be told. Missing tensors are in the report, and `weights()` refuses them.
    public init(_ checkpoint: Checkpoint) throws(CheckpointError) {
        do throws(CheckpointError) {
            tensors = try ModelTensors(checkpoint)
            let finder = try ArchitectureFinder(tensors)
            architecture = finder.architecture
            folding = NetworkFolding(architecture: architecture, modules: finder.modules)
        } catch {
            throw error.naming(file: checkpoint.file)
        }
        file = checkpoint.file
        report = Conversion.report(checkpoint, tensors, folding)
    }

    /// The weight file's tensors, in its order.
    public func weights() throws(CheckpointError) -> [WeightTensor] {
        do throws(CheckpointError) {
            try refuseWhatDoesNotFit()
            return try folding.weights(values)
        } catch {
            // The folding knows tensors by the network's names.
            var named = error.naming(file: file)
            if let name = error.tensor, let own = tensors[name]?.name { named.tensor = own }
            throw named
        }
    }
}

// MARK: - Report

extension Conversion {
    /// A tensor inside the network that no layer uses means another network; it must not be dropped silently.
    private static let modules = ["encoder.", "decoder.", "decoders.", "seed_layer."]

    private static func report(
        _ checkpoint: Checkpoint, _ tensors: ModelTensors, _ folding: NetworkFolding
    ) -> ConversionReport {
        let expected = folding.sources.flatMap(\.expected)
        let needed = Set(expected.map(\.name))
        let found = tensors.names.compactMap { name in tensors[name].map { (name, $0) } }
        func entry(_ tensor: CheckpointTensor, _ reason: String = "") -> ConversionReport.Tensor {
            ConversionReport.Tensor(
                name: tensor.name, shape: tensor.shape, type: tensor.elementType.name, reason: reason)
        }
        return ConversionReport(
            file: checkpoint.file, format: checkpoint.format.rawValue, location: checkpoint.location,
            network: .init(folding.architecture),
            used: found.filter { needed.contains($0.0) }.map { entry($0.1) },
            ignored: found.filter { !needed.contains($0.0) }.map {
                entry($0.1, reasonToIgnore($0.0) ?? "no layer of this network")
            },
            missing: expected.filter { tensors[$0.name] == nil }.map {
                .init(name: $0.name, shape: $0.shape, type: "", reason: "")
            },
            otherTensors: checkpoint.otherTensors)
    }

    /// Why a tensor that no layer uses may be left out, or nil if it may not.
    private static func reasonToIgnore(_ name: String) -> String? {
        if name.hasSuffix(".num_batches_tracked") { return "a counter of training" }
        if name.hasPrefix(EncoderClassifier.module) { return "for training the encoder alone" }
        return modules.contains { name.hasPrefix($0) } ? nil : "not part of the network"
    }
}

// MARK: - Weights

extension Conversion {
    private func refuseWhatDoesNotFit() throws(CheckpointError) {
        if let first = report.missing.first {
            let others = report.missing.count == 1 ? "" : ", and \(report.missing.count - 1) more"
            throw CheckpointError(
                .notThisNetwork, tensor: first.name,
                "\(architecture.kind.name) needs it, and the checkpoint lacks it\(others)",
                fix: "The file is from another network, or only a part of one")
        }
        let needed = Set(folding.sources.flatMap(\.expected).map(\.name))
        for name in tensors.names where !needed.contains(name) && Conversion.reasonToIgnore(name) == nil {
            throw CheckpointError(
                .notThisNetwork, tensor: tensors[name]?.name ?? name, "\(architecture.kind.name) has no such layer",
                fix: "The file is from another network, which would compute something else")
        }
    }

    /// The network as the checkpoint has it, under the checkpoint's names without the prefixes of wrappers. Of what no
    /// layer needs it keeps the encoder's classifier, which PyTorch's networks want. `weights()` refuses more.
    public func network() throws(CheckpointError) -> PyTorchNetwork {
        do throws(CheckpointError) {
            try refuseWhatDoesNotFit()
            var list: [SafetensorsWriter.Tensor] = []
            for (name, shape) in folding.sources.flatMap(\.expected) {
                list.append(.init(name: name, shape: shape, values: try values(name, shape)))
            }
            for (name, usual) in EncoderClassifier.tensors(Graph(architecture)) {
                guard let tensor = tensors[name] else { continue }
                // A training of the encoder alone may have had other classes, but no millions of them.
                guard tensor.count <= Conversion.mostOfClassifier else {
                    throw CheckpointError(
                        .wrongShape, tensor: tensor.name, "its shape is \(tensor.shape) where \(usual) is usual")
                }
                list.append(.init(name: name, shape: tensor.shape, values: try tensor.floats()))
            }
            return PyTorchNetwork(architecture: architecture, sources: folding.sources, tensors: list)
        } catch {
            throw error.naming(file: file)
        }
    }

    private static let mostOfClassifier = 1 << 20

    /// Values of a tensor that must have this shape.
    private func values(_ name: String, _ shape: [Int]) throws(CheckpointError) -> [Float] {
        guard let tensor = tensors[name] else {
            throw CheckpointError(.notThisNetwork, tensor: name, "the checkpoint lacks it")
        }
        guard tensor.shape == shape else {
            throw CheckpointError(
                .wrongShape, tensor: tensor.name,
                "its shape is \(tensor.shape) where \(architecture.kind.name) has \(shape)",
                fix: "The file is from another network")
        }
        return try tensor.floats()
    }
}
