import Support

/// Why data could not be imported; files that are no pictures at all are `ImageError`s.
public struct ImportError: Error, Equatable, CustomStringConvertible, Sendable {
    public enum Kind: Sendable {
        /// A file or folder is missing or cannot be read.
        case cannotRead
        case cannotWrite
        /// Not of the format, or with numbers that no such file can have.
        case damaged
        /// Legal, but not read here.
        case unsupported
        /// Files that do not fit together.
        case inconsistent
        /// Categories that no class table can have, or that the class file does not know.
        case badClasses
        /// A file name or an option that cannot be followed.
        case invalid
        /// More than is read.
        case limit
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

    /// Names may come from a hostile file.
    public var description: String { ("\(path): \(problem)" + (fix.map { ". \($0)" } ?? "")).printable }
}

/// What is wrong with a shape; whoever knows its file and number adds them.
struct ShapeFault: Error {
    var kind = ImportError.Kind.damaged
    let problem: String

    init(_ problem: String, kind: ImportError.Kind = .damaged) {
        self.problem = problem
        self.kind = kind
    }
}
