import CTrainingKernels

/// Lovasz softmax (Berman, Triki and Blaschko, CVPR 2018): a smooth bound of the mean over classes of 1 - IoU. It
/// counts the classes of the batch that have pixels, and no pixels of weight 0.
struct LovaszSoftmax {
    private(set) var loss = 0.0
    /// Derivatives with respect to the probabilities, as those are.
    let slopes: Tensor

    /// - Parameters:
    ///   - probabilities: [images][height][width][channels].
    ///   - targets: channel of each pixel of all images.
    ///   - weights: of the channels; only whether it is 0 matters.
    init(
        _ probabilities: Tensor, targets: [UInt8], weights: [Float], _ workers: Workers, _ pool: TensorPool
    ) {
        let slopes = pool.take(like: probabilities), channels = probabilities.channels
        self.slopes = slopes
        slopes.values.update(repeating: 0, count: slopes.count)
        let pixels = targets.indices.filter { weights[Int(targets[$0])] > 0 }
        var counts = [Int](repeating: 0, count: weights.count)
        for pixel in pixels { counts[Int(targets[pixel])] += 1 }
        let present = counts.indices.filter { counts[$0] > 0 }
        guard !present.isEmpty else { return }
        var losses = [Double](repeating: 0, count: present.count)
        let share = 1 / Double(present.count)
        losses.withUnsafeMutableBufferPointer { losses in
            workers.run(present.count) { number, _ in
                let own = present[number]
                losses[number] = LovaszSoftmax.ofClass(
                    own, pixels, targets, inside: counts[own], probabilities.values + own, slopes.values + own,
                    stride: channels, factor: share)
            }
        }
        loss = losses.reduce(0, +) * share
    }

    /// The loss of one class; sets `factor` times its slopes.
    private static func ofClass(
        _ own: Int, _ pixels: [Int], _ targets: [UInt8], inside: Int, _ probabilities: UnsafePointer<Float>,
        _ slopes: UnsafeMutablePointer<Float>, stride: Int, factor: Double
    ) -> Double {
        let errors = pixels.map { pixel in
            let probability = probabilities[pixel * stride]
            return Int(targets[pixel]) == own ? max(1 - probability, 0) : probability
        }
        var loss = 0.0, before = 0.0, truths = 0
        for (rank, index) in DescendingOrder.indices(errors.count, { errors[$0] }).enumerated() {
            let error = errors[Int(index)]
            // The rest adds nothing to the loss.
            if error == 0 { break }
            let pixel = pixels[Int(index)], isInside = Int(targets[pixel]) == own
            if isInside { truths += 1 }
            // 1 - IoU if all pixels up to this one are wrong.
            let jaccard = 1 - Double(inside - truths) / Double(inside + rank + 1 - truths)
            loss += Double(error) * (jaccard - before)
            slopes[pixel * stride] = Float((isInside ? -factor : factor) * (jaccard - before))
            before = jaccard
        }
        return loss
    }
}
