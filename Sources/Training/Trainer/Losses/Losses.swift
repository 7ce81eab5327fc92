import CTrainingKernels

/// All parts of the loss of a batch, and their gradients.
public final class Losses {
    public var weights: LossWeights
    private let sigmas: Int
    private let workers: Workers
    private let pool: TensorPool

    private static let parts = 16

    init(_ weights: LossWeights, sigmas: Int, _ context: Context) {
        self.weights = weights
        self.sigmas = sigmas
        workers = context.workers
        pool = context.pool
    }

    /// Returns the parts of the loss; the outputs become their gradients, times `factor`.
    func evaluate(_ outputs: TrainableNetwork.Outputs, _ targets: [Targets], factor: Double = 1) -> LossParts {
        var parts = LossParts()
        if let semantic = outputs.semantic { parts.semantic = crossEntropy(semantic, targets, factor) }
        guard let offsets = outputs.offsets, let seeds = outputs.seeds else { return parts }
        for (image, target) in targets.enumerated() {
            let loss = EmbeddingLoss(weights: weights, sigmas: sigmas, target: target, workers: workers, pool: pool)
            let own = loss.evaluate(
                offsets, seeds, image: image, factor: factor / Double(targets.count))
            parts = parts + own * (1 / Double(targets.count))
        }
        return parts
    }

    /// Mean over all pixels of the batch, each with the weight of its class.
    private func crossEntropy(_ logits: Tensor, _ targets: [Targets], _ factor: Double) -> Double {
        var total = 0.0
        for target in targets {
            var counts = [Int](repeating: 0, count: 256)
            for channel in target.semantic { counts[Int(channel)] += 1 }
            for (channel, weight) in weights.semantic.enumerated() { total += Double(counts[channel]) * Double(weight) }
        }
        // Without a pixel that counts there is no loss.
        let scale = total > 0 ? 1 / total : 0
        let parts = Losses.parts, pixels = logits.height * logits.width
        var losses = [Double](repeating: 0, count: targets.count * parts)
        losses.withUnsafeMutableBufferPointer { losses in
            weights.semantic.withUnsafeBufferPointer { weights in
                workers.run(targets.count * parts) { item, _ in
                    let image = item / parts, first = item % parts * pixels / parts,
                        end = (item % parts + 1) * pixels / parts
                    targets[image].semantic.withUnsafeBufferPointer { semantic in
                        guard let semantic = semantic.baseAddress else { return }
                        var e = pansecb_cross_entropy()
                        e.logits = logits.values + (image * pixels + first) * logits.channels
                        e.stride = Int32(logits.channels)
                        e.channels = Int32(weights.count)
                        e.pixels = end - first
                        e.targets = semantic + first
                        e.weights = weights.baseAddress
                        e.factor = Float(factor * scale)
                        workers.training.cross_entropy(&e)
                        losses[item] = e.loss
                    }
                }
            }
        }
        return losses.reduce(0, +) * scale
    }
}
