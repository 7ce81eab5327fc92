import PanSECB

/// An image and what PyTorch computed for it: the tensors `image`, `semantic` and `instance` of a file, each without a
/// batch or with a batch of one.
public struct ReferenceOutputs: Sendable {
    public let width: Int
    public let height: Int
    /// [3][height][width], red, green and blue of 0 ... 1: as the library gets it, whatever a training does to it.
    public internal(set) var image: [Float]
    /// nil where the network has no such output.
    public let semantic: [Float]?
    public let instance: [Float]?

    /// Reads the file, safetensors as a rule, and checks that it fits the network.
    public init(file: String, for architecture: Architecture) throws(CheckpointError) {
        try self.init(try Checkpoint(file: file), for: architecture)
    }

    init(_ outputs: Checkpoint, for architecture: Architecture) throws(CheckpointError) {
        do throws(CheckpointError) {
            let image = try ReferenceOutputs.tensor("image", channels: 3, size: nil, outputs)
            let size = (height: image.shape[image.shape.count - 2], width: image.shape[image.shape.count - 1])
            self.image = try image.floats()
            try ReferenceOutputs.checkRange(self.image)
            (height, width) = size
            semantic =
                architecture.semanticChannels == 0
                ? nil
                : try ReferenceOutputs.tensor("semantic", channels: architecture.semanticChannels, size: size, outputs)
                    .floats()
            instance =
                architecture.things == 0
                ? nil
                : try ReferenceOutputs.tensor("instance", channels: architecture.instanceChannels, size: size, outputs)
                    .floats()
        } catch {
            throw error.naming(file: outputs.file)
        }
    }

    /// The library gives a network 0 ... 1: other values would prove what it never does.
    private static func checkRange(_ image: [Float]) throws(CheckpointError) {
        let slack: Float = 1e-3
        guard let wrong = image.first(where: { !($0 >= -slack && $0 <= 1 + slack) }) else { return }
        throw CheckpointError(
            .badValue, tensor: "image",
            "its values go from \(image.min() ?? wrong) to \(image.max() ?? wrong); the library gives a network 0 to 1",
            fix: "The file must hold the picture before it is normalised. What the network is trained on, say with "
                + "--mean, --std and --bgr (docs/converting.md)")
    }

    private static func tensor(
        _ name: String, channels: Int, size: (height: Int, width: Int)?, _ outputs: Checkpoint
    ) throws(CheckpointError) -> CheckpointTensor {
        let script = "docs/converting.md has the script that writes the file"
        guard let tensor = outputs.tensor(name) else {
            throw CheckpointError(.outputsDiffer, tensor: name, "the file of outputs lacks it", fix: script)
        }
        var shape = tensor.shape[...]
        if shape.count == 4, shape.first == 1 { shape = shape.dropFirst() }
        let wanted = size.map { "[\(channels), \($0.height), \($0.width)]" } ?? "[\(channels), height, width]"
        guard shape.count == 3, shape.first == channels, tensor.count > 0,
            size.map({ [$0.height, $0.width] == Array(shape.dropFirst()) }) ?? true
        else {
            throw CheckpointError(
                .wrongShape, tensor: name, "its shape is \(tensor.shape) where this network has \(wanted)", fix: script)
        }
        return tensor
    }
}
