/// Why something could not be logged. A training may go on without its log: that is for the caller to decide.
public struct LogError: Error, Equatable, CustomStringConvertible, Sendable {
    public enum Kind: Equatable, Sendable {
        case cannotRead
        /// The folder is missing or protected, or the disk full.
        case cannotWrite
        /// A line of the log makes no sense.
        case damaged
        /// The log of another run, or one with other columns, is in the way.
        case otherLog
        /// Values that do not belong together.
        case invalidArgument
    }

    public var kind: Kind
    public var file: String
    public var problem: String
    public var fix: String?

    init(_ kind: Kind, file: String, _ problem: String, fix: String? = nil) {
        self.kind = kind
        self.file = file
        self.problem = problem
        self.fix = fix
    }

    public var description: String { "\(file): \(problem)" + (fix.map { ". \($0)" } ?? "") }
}
