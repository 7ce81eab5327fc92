extension TrainingCheckpoint.Progress {
    mutating func add(_ losses: LossParts) {
        for (i, value) in [losses.semantic, losses.lovasz, losses.variance, losses.seed, losses.iou].enumerated() {
            sums[i] += value
        }
    }

    /// For people.
    var place: String { step == 0 ? "epoch \(epoch)" : "step \(step) of epoch \(epoch + 1)" }

    mutating func beginEpoch(_ complete: Int) {
        epoch = complete
        step = 0
        sums = sums.map { _ in 0 }
    }

    /// Of the epoch so far.
    var meanLosses: LossParts {
        var mean = LossParts()
        let factor = 1 / Double(max(step, 1))
        (mean.semantic, mean.lovasz, mean.variance) = (sums[0] * factor, sums[1] * factor, sums[2] * factor)
        (mean.seed, mean.iou) = (sums[3] * factor, sums[4] * factor)
        return mean
    }
}
