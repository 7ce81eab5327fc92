/// All parts of the loss of a batch, and their gradients.
public final class Losses {
    public var weights: LossWeights
    private let sigmas: Int
    private let workers: Workers
    private let pool: TensorPool

    init(_ weights: LossWeights, sigmas: Int, _ context: Context) {
        self.weights = weights
        self.sigmas = sigmas
        workers = context.workers
        pool = context.pool
    }

    /// Returns the parts of the loss; the outputs become their gradients, times `factor`.
    func evaluate(_ outputs: TrainableNetwork.Outputs, _ targets: [Targets], factor: Double = 1) -> LossParts {
        var parts = LossParts()
        if let semantic = outputs.semantic {
            let loss = SemanticLoss(weights: weights, workers: workers, pool: pool)
            parts.semantic = loss.evaluate(semantic, targets, factor: factor)
        }
        guard let offsets = outputs.offsets, let seeds = outputs.seeds else { return parts }
        for (image, target) in targets.enumerated() {
            let loss = EmbeddingLoss(weights: weights, sigmas: sigmas, target: target, workers: workers, pool: pool)
            let own = loss.evaluate(
                offsets, seeds, image: image, factor: factor / Double(targets.count))
            parts = parts + own * (1 / Double(targets.count))
        }
        return parts
    }
}
