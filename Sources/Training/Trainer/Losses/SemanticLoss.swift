import CTrainingKernels

/// The loss of a batch's semantic output: weighted cross entropy with the labels, and where it is asked for, Lovasz
/// softmax.
struct SemanticLoss {
    let weights: LossWeights
    let workers: Workers
    let pool: TensorPool
    let sharing: Sharing

    private static let parts = 16

    /// Returns the loss; the logits become its gradient, times `factor`.
    func evaluate(_ logits: Tensor, _ targets: [Targets], factor: Double) -> Double {
        if weights.semanticLovaszFactor == 0 { return taughtCrossEntropy(logits, targets, factor) }
        let probabilities = softmax(of: logits, targets)
        let lovasz = LovaszSoftmax(
            probabilities, targets: targets.flatMap(\.semantic), weights: weights.semantic, workers, pool)
        let loss = taughtCrossEntropy(logits, targets, factor)
        // Ranks that share a batch have Lovasz softmax of their own samples each; the mean counts.
        let lovaszFactor = weights.semanticLovaszFactor / Double(sharing.ranksOfBatch)
        addGradient(lovasz.slopes, probabilities, Float(factor * lovaszFactor), to: logits)
        return loss + lovaszFactor * lovasz.loss
    }

    /// Mean over all pixels of the batch, each with the weight of its class, of the cross entropy with the labels or
    /// with what the teacher says.
    private func taughtCrossEntropy(_ logits: Tensor, _ targets: [Targets], _ factor: Double) -> Double {
        let taught = targets.map { Taught($0, weights) }
        var total = 0.0
        for target in taught {
            var counts = [Int](repeating: 0, count: 256)
            for channel in target.semantic { counts[Int(channel)] += 1 }
            for (channel, weight) in weights.semantic.enumerated() { total += Double(counts[channel]) * Double(weight) }
        }
        total = sharing.sum([total])[0]
        // Without a pixel that counts there is no loss.
        let scale = total > 0 ? 1 / total : 0
        // The teacher's logarithms are sums over logits, which the next step replaces.
        let excess = taught.enumerated().map { image, target in target.excess(logits, image) }
        let loss = sum(logits, taught.map(\.semantic), weights.semantic, factor * scale)
        for (image, target) in taught.enumerated() { target.addGradient(Float(factor * scale), to: logits, image) }
        return (loss + excess.reduce(0, +)) * scale
    }

    /// The gradient of an unweighted cross entropy is the softmax, less 1 at the target.
    private func softmax(of logits: Tensor, _ targets: [Targets]) -> Tensor {
        let result = pool.take(like: logits), pixels = logits.height * logits.width
        result.values.update(from: logits.values, count: logits.count)
        _ = sum(result, targets.map(\.semantic), weights.semantic.map { _ in 1 }, 1)
        for (image, target) in targets.enumerated() {
            let own = result.values + image * pixels * result.channels
            for (pixel, channel) in target.semantic.enumerated() { own[pixel * result.channels + Int(channel)] += 1 }
        }
        return result
    }

    /// Sum over all pixels of weight times cross entropy; the logits become its gradient, times `factor`.
    private func sum(_ logits: Tensor, _ targets: [[UInt8]], _ weights: [Float], _ factor: Double) -> Double {
        let parts = SemanticLoss.parts, pixels = logits.height * logits.width
        var losses = [Double](repeating: 0, count: targets.count * parts)
        losses.withUnsafeMutableBufferPointer { losses in
            weights.withUnsafeBufferPointer { weights in
                workers.run(targets.count * parts) { item, _ in
                    let image = item / parts, first = item % parts * pixels / parts,
                        end = (item % parts + 1) * pixels / parts
                    targets[image].withUnsafeBufferPointer { semantic in
                        guard let semantic = semantic.baseAddress else { return }
                        var e = pansecb_cross_entropy()
                        e.logits = logits.values + (image * pixels + first) * logits.channels
                        e.stride = Int32(logits.channels)
                        e.channels = Int32(weights.count)
                        e.pixels = end - first
                        e.targets = semantic + first
                        e.weights = weights.baseAddress
                        e.factor = Float(factor)
                        workers.training.cross_entropy(&e)
                        losses[item] = e.loss
                    }
                }
            }
        }
        return losses.reduce(0, +)
    }

    /// Adds what slopes with respect to probabilities are with respect to logits.
    private func addGradient(_ slopes: Tensor, _ probabilities: Tensor, _ factor: Float, to gradients: Tensor) {
        let channels = gradients.channels
        workers.run(gradients.images * gradients.height) { row, _ in
            for pixel in row * gradients.width..<(row + 1) * gradients.width {
                let first = pixel * channels
                var mean: Float = 0
                for block in stride(from: first, to: first + channels, by: 16) {
                    mean += (loadBlock(slopes.values + block) * loadBlock(probabilities.values + block)).sum()
                }
                for block in stride(from: first, to: first + channels, by: 16) {
                    let slope = loadBlock(slopes.values + block) - mean
                    let change = loadBlock(probabilities.values + block) * slope * factor
                    storeBlock(loadBlock(gradients.values + block) + change, gradients.values + block)
                }
            }
        }
    }
}
