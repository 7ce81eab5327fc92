/// What is wrong with files in the panoptic format; PNG files that cannot be read at all are `ImageError`s.
public struct PanopticFileError: Error, Equatable, CustomStringConvertible, Sendable {
    public enum Kind: Sendable {
        /// A file or folder is missing or cannot be read.
        case cannotRead
        /// A folder cannot be made.
        case cannotWrite
        /// No JSON, or without what the format has.
        case damaged
        /// A PNG file that holds no numbers of segments.
        case unsupported
        /// JSON and PNG, or truth and prediction, do not fit together.
        case inconsistent
    }

    public var kind: Kind
    /// The file or folder.
    public var path: String
    public var problem: String
    public var fix: String?

    init(_ kind: Kind, _ path: String, _ problem: String, fix: String? = nil) {
        self.kind = kind
        self.path = path
        self.problem = problem
        self.fix = fix
    }

    public var description: String { "\(path): \(problem)" + (fix.map { ". \($0)" } ?? "") }
}
