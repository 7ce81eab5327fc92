import Ranks

/// How ranks share the work of a training.
public enum Share: String, CaseIterable, Codable, Sendable {
    /// The batches of a step (`accumulate`), each normalised by its own statistics. The result is that of one process
    /// to the bit.
    case batches
    /// The samples of each batch, normalised by the statistics of the whole batch. The result is that of one process
    /// but for rounding.
    case samples
}

/// The ranks of a training, and what they must agree on within a step. A failure is kept until the step's end, since
/// passes through the network cannot stop in between.
final class Sharing {
    let ranks: Ranks
    let share: Share
    private(set) var failure: RanksError?

    init(_ ranks: Ranks = Ranks(), _ share: Share = .batches) {
        self.ranks = ranks
        self.share = share
    }

    /// Ranks that each have a part of one batch.
    var ranksOfBatch: Int { share == .samples ? ranks.count : 1 }

    /// Sums over the ranks of a batch.
    func sum(_ numbers: [Double]) -> [Double] {
        if ranksOfBatch == 1 || failure != nil { return numbers }
        do {
            return try ranks.sum(numbers)
        } catch {
            failure = error
            return numbers
        }
    }
}
