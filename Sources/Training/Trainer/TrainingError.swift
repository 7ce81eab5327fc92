import Checkpoints

/// Why a training can't begin or go on.
public struct TrainingError: Error, CustomStringConvertible, Sendable {
    public enum Kind: Sendable {
        /// A setting is wrong.
        case configuration
        case cannotRead
        case cannotWrite
        case data
        /// A file is of a kind that is not supported.
        case unsupported
        /// The checkpoint is of another network, or of another training.
        case checkpoint
        /// The loss is no number any more, or has diverged.
        case notFinite
    }

    public let kind: Kind
    public let problem: String
    public let fix: String?

    public init(_ kind: Kind, _ problem: String, fix: String? = nil) {
        self.kind = kind
        self.problem = problem
        self.fix = fix
    }

    public var description: String { problem + (fix.map { ". \($0)" } ?? "") }
}

extension TrainingError {
    /// Of a file that is to be read.
    init(_ error: CheckpointError) {
        let kind: Kind
        switch error.kind {
        case .cannotRead: kind = .cannotRead
        case .unsupported: kind = .unsupported
        default: kind = .checkpoint
        }
        self.init(kind, "\(error)")
    }
}
