/// Why a checkpoint could not be read or converted: the file, the tensor where there is one, what is wrong, and what to
/// do.
public struct CheckpointError: Error, Equatable, CustomStringConvertible {
    public enum Kind: String, Sendable {
        case cannotRead, cannotWrite
        /// Not a checkpoint of a known format.
        case unknownFormat
        /// Cut short or changed: a number in it leads out of it.
        case damaged
        /// Legal, but not read here: another byte order, compression, a whole Python object.
        case unsupported
        /// A pickle that names something which only running code could make.
        case refused
        /// The network is none of the known ones, or lacks tensors.
        case notThisNetwork
        case wrongShape
        /// A value that is not finite, or not representable.
        case badValue
        case badClasses
        /// The converted network computes something else than PyTorch.
        case outputsDiffer
    }

    public var kind: Kind
    public var file: String
    public var tensor: String?
    public var problem: String
    public var fix: String?

    public init(_ kind: Kind, file: String = "", tensor: String? = nil, _ problem: String, fix: String? = nil) {
        self.kind = kind
        self.file = file
        self.tensor = tensor
        self.problem = problem
        self.fix = fix
    }

    public var description: String {
        var text = file.isEmpty ? "" : "\(file): "
        // debugDescription escapes control characters, which a hostile file could send to the terminal.
        if let tensor { text += "tensor \(tensor.debugDescription): " }
        text += problem
        if let fix { text += ". \(fix)" }
        return text
    }

    /// The same error with the file named, where a reader that sees only bytes could not.
    func naming(file: String) -> CheckpointError {
        var named = self
        if named.file.isEmpty { named.file = file }
        return named
    }
}
