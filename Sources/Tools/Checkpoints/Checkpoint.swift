import PanSECB

/// The tensors of a model, read from a file of PyTorch or safetensors. Nothing in the file is ever executed.
public struct Checkpoint: Sendable {
    public enum Format: String, Sendable {
        /// What torch.save wrote before version 1.6: pickles, then the storages one after the other.
        case pyTorchLegacy = "PyTorch (legacy)"
        /// What torch.save writes since: a zip archive of one pickle and a file for each storage.
        case pyTorchZip = "PyTorch (zip)"
        case safetensors = "safetensors"
    }

    public let file: String
    public let format: Format
    /// Where in the file the model's state dictionary was, e.g. `model_state_dict`; empty: the file is nothing else.
    public let location: String
    /// In the order of the file.
    public let tensors: [CheckpointTensor]
    /// Tensors of the file that are not the model's: an optimiser's state.
    public let otherTensors: Int
    /// Texts beside the tensors; safetensors only.
    public let metadata: [String: String]

    init(
        file: String, format: Format, location: String, tensors: [CheckpointTensor], otherTensors: Int,
        metadata: [String: String] = [:]
    ) {
        self.metadata = metadata
        self.file = file
        self.format = format
        self.location = location
        self.tensors = tensors
        self.otherTensors = otherTensors
    }

    public static let maxFileBytes = 4 << 30

    /// Reads a checkpoint, whose format its content tells.
    public init(file: String) throws(CheckpointError) {
        try self.init(file: file, bytes: try WholeFile.read(file, limit: Checkpoint.maxFileBytes))
    }

    /// The same from memory; `file` is the name for messages.
    public init(file: String, bytes: [UInt8]) throws(CheckpointError) {
        do throws(CheckpointError) {
            if bytes.starts(with: ZipArchive.signature) {
                self = try PyTorchZip.read(bytes, file: file)
            } else if PyTorchLegacy.recognises(bytes) {
                self = try PyTorchLegacy.read(bytes, file: file)
            } else if Safetensors.recognises(bytes) {
                self = try Safetensors.read(bytes, file: file)
            } else {
                throw Checkpoint.unknownFormat(bytes)
            }
        } catch {
            throw error.naming(file: file)
        }
    }

    /// The tensor of this name, e.g. `image` of a file of outputs.
    public func tensor(_ name: String) -> CheckpointTensor? { tensors.first { $0.name == name } }

    /// Names what people give by mistake.
    private static func unknownFormat(_ bytes: [UInt8]) -> CheckpointError {
        if bytes.isEmpty { return CheckpointError(.unknownFormat, "the file is empty") }
        if bytes.starts(with: WeightFileLayout.magic) {
            return CheckpointError(.unknownFormat, "this is a .pansecb file, which is converted already")
        }
        if bytes.starts(with: Array("version https://git-lfs".utf8)) {
            return CheckpointError(
                .unknownFormat, "this is a pointer of Git LFS, not the file itself", fix: "Fetch it with: git lfs pull")
        }
        return CheckpointError(
            .unknownFormat, "this is neither a PyTorch file (zip or legacy) nor safetensors",
            fix: "Write one with torch.save(model.state_dict(), \"model.pth\")")
    }
}
