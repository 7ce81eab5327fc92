/// Why a file could not be read or written at all; what is wrong with its content, its reader says.
public struct FileError: Error, Equatable, CustomStringConvertible, Sendable {
    public enum Kind: Sendable { case cannotRead, cannotWrite }

    public var kind: Kind
    public var file: String
    public var problem: String
    public var fix: String?

    public init(_ kind: Kind, file: String, _ problem: String, fix: String? = nil) {
        self.kind = kind
        self.file = file
        self.problem = problem
        self.fix = fix
    }

    public var description: String { "\(file): \(problem)" + (fix.map { ". \($0)" } ?? "") }
}
