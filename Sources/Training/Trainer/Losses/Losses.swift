/// All parts of the loss of a batch, and their gradients.
public final class Losses {
    public var weights: LossWeights
    private let sigmas: Int
    private let workers: Workers
    private let pool: TensorPool
    private let sharing: Sharing

    /// - Parameter sharing: nil: the context's.
    init(_ weights: LossWeights, sigmas: Int, _ context: Context, sharing: Sharing? = nil) {
        self.weights = weights
        self.sigmas = sigmas
        workers = context.workers
        pool = context.pool
        self.sharing = sharing ?? context.sharing
    }

    /// Returns the parts of the loss, or where ranks share a batch, this rank's share of them; the outputs become their
    /// gradients, times `factor`.
    func evaluate(_ outputs: TrainableNetwork.Outputs, _ targets: [Targets], factor: Double = 1) -> LossParts {
        var parts = LossParts()
        if let semantic = outputs.semantic {
            let loss = SemanticLoss(weights: weights, workers: workers, pool: pool, sharing: sharing)
            parts.semantic = loss.evaluate(semantic, targets, factor: factor)
        }
        guard let offsets = outputs.offsets, let seeds = outputs.seeds else { return parts }
        let count = Double(sharing.ranksOfBatch * targets.count)
        for (image, target) in targets.enumerated() {
            let loss = EmbeddingLoss(weights: weights, sigmas: sigmas, target: target, workers: workers, pool: pool)
            let own = loss.evaluate(offsets, seeds, image: image, factor: factor / count)
            parts = parts + own * (1 / count)
        }
        return parts
    }
}
