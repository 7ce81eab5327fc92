import Ranks

/// What a rank does of each step: which batches, and which samples of them. A step has `accumulate` batches, which the
/// ranks do in rounds.
struct Portion: Sendable {
    /// Rounds of a step.
    let rounds: Int
    private let ranks: Int, rank: Int
    private let share: Share
    private let batch: Int, accumulate: Int

    init(_ c: TrainingConfiguration, _ ranks: Ranks) throws(TrainingError) {
        (self.ranks, rank, share, batch, accumulate) = (ranks.count, ranks.rank, c.share, c.batch, c.accumulate)
        switch c.share {
        case .batches:
            guard c.accumulate % ranks.count == 0 else {
                throw TrainingError(
                    .configuration,
                    "\(ranks.count) ranks cannot share the batches of a step, of which there are \(c.accumulate)",
                    fix: "Set accumulate to a multiple of \(ranks.count), or share: samples")
            }
            rounds = c.accumulate / ranks.count
        case .samples:
            guard c.batch % ranks.count == 0 else {
                throw TrainingError(
                    .configuration, "\(ranks.count) ranks cannot share a batch of \(c.batch) samples",
                    fix: "Set batch to a multiple of \(ranks.count), or share: batches")
            }
            rounds = c.accumulate
        }
    }

    /// Number of the batch that this rank does in a round, both counted from the first of an epoch, or of all.
    func batch(ofRound round: Int) -> Int { share == .batches ? round * ranks + rank : round }

    /// This rank's first sample of a batch, and how many it has.
    var firstSample: Int { share == .batches ? 0 : rank * count }
    private var count: Int { share == .batches ? batch : batch / ranks }

    /// Numbers of the samples in an epoch that this rank has in a round of it.
    func samples(ofRound round: Int) -> Range<Int> {
        let first = batch(ofRound: round) * batch + firstSample
        return first..<first + count
    }
}
