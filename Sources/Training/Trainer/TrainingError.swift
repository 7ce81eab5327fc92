/// Why a training can't begin or go on.
public struct TrainingError: Error, CustomStringConvertible, Sendable {
    public enum Kind: Sendable {
        /// A setting is wrong.
        case configuration
        case cannotRead
        case cannotWrite
        case data
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
