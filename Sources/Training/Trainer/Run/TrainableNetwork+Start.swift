import Checkpoints
import PanSECB

extension TrainableNetwork {
    /// Takes the weights of a file of PyTorch or safetensors: of the whole network, or of an encoder trained on
    /// ImageNet (its names begin with `features.encoder.` or `encoder.`). Modules are known by their names; those that
    /// the file lacks, and heads of other numbers of classes, are left as they are.
    func start(from file: String) throws(TrainingError) {
        let checkpoint = try TrainingCheckpoint.open(file)
        var tensors: [String: CheckpointTensor] = [:]
        for tensor in checkpoint.tensors {
            var name = Substring(tensor.name)
            for wrapper in ["module.", "_orig_mod.", "features."] where name.hasPrefix(wrapper) {
                name = name.dropFirst(wrapper.count)
            }
            tensors[String(name)] = tensor
        }
        // Programs call the convolution in the seed layer what they like.
        for (name, tensor) in tensors where name.hasPrefix("seed_layer.") {
            if let end = name.split(separator: ".").last { tensors["seed_layer.output_conv.\(end)"] = tensor }
        }
        var taken = 0
        func values(_ name: String, _ shape: [Int]) throws(TrainingError) -> [Float]? {
            guard let tensor = tensors[name] else { return nil }
            guard tensor.shape == shape else {
                if isOfHead(name) { return nil }
                throw misfit(file, tensor, shape, tensors)
            }
            guard let values = try? tensor.floats(), values.allSatisfy(\.isFinite) else {
                throw TrainingError(.checkpoint, "\(file): \(tensor.name) holds no finite numbers")
            }
            taken += 1
            return values
        }
        for parameter in store.parameters {
            if let values = try values(parameter.name, parameter.shape) { parameter.set(values, in: store.values) }
        }
        for statistic in statistics {
            if let values = try values(statistic.name, [statistic.values.count]) {
                _ = setStatistic(statistic.name, values)
            }
        }
        for tensor in unused {
            if let values = try values(tensor.name, tensor.shape) { setUnused(tensor.name, values) }
        }
        guard taken > 0 else {
            throw TrainingError(
                .checkpoint, "\(file): it holds no layer of this network",
                fix: "Give a checkpoint of \(architecture.kind.name), or of ERFNet's encoder")
        }
    }

    /// Heads, and the encoder's classifier.
    private func isOfHead(_ name: String) -> Bool { name.contains("output_conv") }

    private func misfit(
        _ file: String, _ tensor: CheckpointTensor, _ shape: [Int], _ tensors: [String: CheckpointTensor]
    ) -> TrainingError {
        // The width at which all of the file fits, heads apart.
        var other = architecture
        let width = (1...Architecture.fullWidth).first { width in
            other.width = width
            return Graph(other).nodes.allSatisfy { node in
                LayerSource.all(node, module: node.checkpointModule).flatMap(\.expected).allSatisfy { name, shape in
                    isOfHead(name) || tensors[name].map { $0.shape == shape } ?? true
                }
            }
        }
        guard let width else {
            return TrainingError(
                .checkpoint, "\(file): \(tensor.name) has the shape \(tensor.shape), and the network \(shape)")
        }
        other.width = width
        return TrainingError(
            .checkpoint,
            "\(file): it is of a network of width \(other.widthShare), and this one has width "
                + "\(architecture.widthShare)",
            fix: "Set network.width to \(other.widthShare), or start from another checkpoint")
    }
}
