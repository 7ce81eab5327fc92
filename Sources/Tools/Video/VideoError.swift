/// Why a stream of frames could not be read or written.
public struct VideoError: Error, Equatable, CustomStringConvertible, Sendable {
    public enum Kind: Equatable, Sendable {
        case cannotRead
        /// Neither Y4M nor MJPEG.
        case unknownFormat
        /// Cut off, or not what its beginning promised.
        case damaged
        /// Larger than a picture may be.
        case limit
        /// A legal stream of a kind that is not read here.
        case unsupported
        case cannotWrite
        case outOfMemory
        /// The reader of the output has stopped, which is no failure: no message is printed.
        case outputClosed
    }

    public var kind: Kind
    /// What was wrong, for people; begins with the stream's name and, where it is known, the frame.
    public var description: String

    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
