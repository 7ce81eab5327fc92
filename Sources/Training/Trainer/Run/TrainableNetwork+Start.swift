import Checkpoints

extension TrainableNetwork {
    /// Takes the weights of a file of PyTorch or safetensors: of the whole network, or of an encoder trained on
    /// ImageNet (its names begin with `features.encoder.` or `encoder.`). Heads of other numbers of classes are left as
    /// they are.
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
                if name.contains("output_conv") { return nil }
                throw TrainingError(
                    .checkpoint, "\(file): \(tensor.name) has the shape \(tensor.shape), and the network \(shape)")
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
                fix: "Give a checkpoint of Pan-SECB, or of ERFNet's encoder")
        }
    }
}
