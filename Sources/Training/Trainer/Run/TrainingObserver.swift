/// What a training tells those who watch it.
public protocol TrainingObserver: AnyObject {
    /// Before the first step of an epoch, which is counted from 1, or of what an interruption left of it.
    /// - Parameter samples: of the epoch, and how many of them were done before.
    func begin(epoch: Int, samples: (done: Int, all: Int))
    /// After each step of the optimiser.
    func step(_ report: TrainingReport)
    /// A picture of the validation, every few epochs, after so many steps of the optimiser.
    func picture(_ picture: ValidationPicture, updates: Int)
    /// At the end of an epoch, before its checkpoint is written.
    func epoch(_ report: EpochReport) throws
    /// Of something that takes a while.
    func status(_ text: String)
}

public struct TrainingReport: Sendable {
    /// Epoch from 1, step in it from 1, steps an epoch has, steps of the optimiser in all.
    public var epoch: Int, step: Int, steps: Int, updates: Int
    public var samples: Int
    public var losses: LossParts
    public var learningRate: Double
}

public struct EpochReport: Sendable {
    public var epoch: Int, updates: Int
    public var learningRate: Double
    public var losses: LossParts
    public var validation: ValidationResult?
    public var isBest: Bool
    public var seconds: Double
}
