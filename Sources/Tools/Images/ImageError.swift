/// Why a picture could not be read, written or drawn on.
public struct ImageError: Error, Equatable, CustomStringConvertible, Sendable {
    public enum Kind: Equatable, Sendable {
        /// Sizes or indices that do not belong together.
        case invalidArgument
        case outOfMemory
        /// The file is missing or unreadable.
        case cannotRead
        /// Neither PNG nor JPEG.
        case unknownFormat
        /// A cut or changed file.
        case damaged
        /// More pixels a side than `Picture.maxSide`.
        case limit
        /// A kind of file that is not read here.
        case unsupported
        /// The folder is missing or protected, or the disk full.
        case cannotWrite
    }

    public var kind: Kind
    /// What was wrong, for people; begins with the file's path where there is one.
    public var description: String

    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
