import Checkpoints
import PanSECB
import Training

/// Loss, gradients and some steps of Adam for a network and a batch from a file, for comparison with PyTorch.
enum Compare {
    /// The input holds the network's tensors; `image` [N, 3, H, W] in 0 ... 1, `semantic`, `thing` and `instance` [N,
    /// H, W], numbered as the reference's `decode_instance_ids` does; `semantic_weights`, `seed_weights`; `settings`:
    /// steps of Adam, learning rate, 1 if statistics are frozen. The output: `losses` [steps + 1][semantic, lovasz,
    /// variance, seed, iou], `gradient.NAME` of the first step, `after.NAME`.
    static func run(_ input: String, _ output: String, threads: Int) throws {
        let file = try Checkpoint(file: input)
        func values(_ name: String) throws -> [Float] {
            guard let tensor = file.tensor(name) else { throw TrainingError(.data, "\(input): it lacks \(name)") }
            return try tensor.floats()
        }
        guard let shape = file.tensor("image")?.shape, shape.count == 4 else {
            throw TrainingError(.data, "\(input): it lacks image")
        }
        let semanticWeights = try values("semantic_weights"), seedWeights = try values("seed_weights"),
            settings = try values("settings")
        let workers = try Workers(threads: threads)
        let network = TrainableNetwork(
            Architecture(semanticChannels: semanticWeights.count, sigmas: 1, things: seedWeights.count),
            workers)
        for parameter in network.store.parameters { network.set(parameter, try values(parameter.name)) }
        network.freezesStatistics = settings[2] == 1
        let step = TrainingStep(network, LossWeights(semantic: semanticWeights, seed: seedWeights), workers)
        let batch = try samples(shape, values)
        var tensors: [SafetensorsWriter.Tensor] = [], losses: [Float] = []
        for number in 0...Int(settings[0]) {
            let parts = step.addGradients(batch)
            losses += [parts.semantic, parts.lovasz, parts.variance, parts.seed, parts.iou].map(Float.init)
            if number == 0 {
                for parameter in network.store.parameters {
                    tensors.append(
                        .init(
                            name: "gradient." + parameter.name, shape: parameter.shape,
                            values: network.gradient(parameter)))
                }
                for statistic in network.statistics {
                    tensors.append(
                        .init(
                            name: "first." + statistic.name, shape: [statistic.values.count], values: statistic.values))
                }
            }
            if number < Int(settings[0]) { step.update(learningRate: Double(settings[1])) }
        }
        for parameter in network.store.parameters {
            tensors.append(
                .init(name: "after." + parameter.name, shape: parameter.shape, values: network.values(parameter)))
        }
        tensors.append(.init(name: "losses", shape: [losses.count / 5, 5], values: losses))
        try SafetensorsWriter.write(tensors, to: output)
    }

    private static func samples(_ shape: [Int], _ values: (String) throws -> [Float]) throws -> [Sample] {
        let (height, width) = (shape[2], shape[3]), pixels = height * width
        let image = try values("image"), semantic = try values("semantic"), thing = try values("thing"),
            instance = try values("instance")
        return (0..<shape[0]).map { n in
            var objects: [Targets.Object] = []
            for i in n * pixels..<(n + 1) * pixels where instance[i] > 0 {
                while objects.count < Int(instance[i]) { objects.append(Targets.Object(thing: 0)) }
                objects[Int(instance[i]) - 1].thing = Int(thing[i]) - 1
            }
            var bytes = [UInt8](repeating: 0, count: 3 * pixels)
            for c in 0..<3 {
                for i in 0..<pixels { bytes[3 * i + c] = UInt8((image[(3 * n + c) * pixels + i] * 255).rounded()) }
            }
            let own = n * pixels..<(n + 1) * pixels
            return Sample(
                width: width, height: height, pixels: bytes,
                targets: Targets(
                    width: width, height: height, semantic: semantic[own].map { UInt8($0) },
                    object: instance[own].map { UInt16($0) },
                    objects: objects), name: "sample \(n)")
        }
    }
}
