/// What is wrong with a data set; files that are no pictures at all are `ImageError`s.
public struct DatasetError: Error, Equatable, CustomStringConvertible, Sendable {
    public enum Kind: Sendable {
        /// A folder is missing or cannot be listed.
        case cannotRead
        /// A folder cannot be made.
        case cannotWrite
        /// A picture without labels, labels without a picture, or both of other sizes.
        case inconsistent
        /// Labels with too few bits for numbers of objects.
        case unsupported
        /// A size or class that the data set cannot be cut by.
        case invalid
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
