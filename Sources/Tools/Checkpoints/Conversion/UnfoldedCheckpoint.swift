import Foundation
import PanSECB

/// A weight file as a checkpoint again: batch normalisation, which was folded into the convolutions, is there, but
/// leaves every channel as the convolution has it, apart from the shift.
public struct UnfoldedCheckpoint {
    /// Names and shapes are PyTorch's.
    public let checkpoint: Checkpoint
    /// The file's classes.
    public let table: ClassTable

    /// Nil: the file is no weight file, or there is none.
    public init?(file: String) throws(CheckpointError) {
        guard let handle = FileHandle(forReadingAtPath: file),
            let beginning = try? handle.read(upToCount: WeightFileLayout.magic.count),
            beginning.elementsEqual(WeightFileLayout.magic)
        else { return nil }
        try self.init(file: file, bytes: try WholeFile.read(file, limit: WeightFileLayout.maxFileBytes))
    }

    /// - Parameter file: the name for messages.
    init(file: String, bytes: [UInt8]) throws(CheckpointError) {
        let model: Model
        do {
            // Checks all of the file.
            model = try bytes.withUnsafeBytes { try Model.load(bytes: $0) }
        } catch {
            throw CheckpointError(.damaged, file: file, (error as? Failure)?.text.description ?? "\(error)")
        }
        table = ClassTable(classes: model.classes, someThingChannel: model.thingsChannel)
        let listing = try WeightFileListing(bytes: bytes)
        guard !listing.tensors.contains(where: { $0.precision == WeightPrecision.int8.name }) else {
            throw CheckpointError(
                .unsupported, file: file, "a quantised model's weights are rounded to 8 bits",
                fix: "Start from the model that it was made from")
        }
        var folded: [String: CheckpointTensor] = [:]
        for tensor in listing.tensors {
            folded[tensor.name] = try CheckpointTensor(
                name: tensor.name, shape: tensor.shape,
                elementType: tensor.precision == WeightPrecision.float16.name ? .float16 : .float32, file: bytes,
                storage: tensor.offset..<tensor.offset + tensor.bytes)
        }
        var tensors: [SafetensorsWriter.Tensor] = []
        for source in LayerSource.all(model.graph, modules: [:]) {
            func values(_ tensor: LayerTensor) throws(CheckpointError) -> [Float] {
                let name = source.layer.tensorName(tensor)
                guard let own = folded[name] else {
                    throw CheckpointError(.damaged, file: file, tensor: name, "the file lacks it")
                }
                return try own.floats()
            }
            let poolScale = source.layer.tensors.contains(.poolScale) ? try values(.poolScale) : []
            let unfolded = UnfoldedLayer(
                source, weight: try values(.weight), bias: try values(.bias), poolScale: poolScale)
            for ((name, shape), values) in zip(source.expected, unfolded.values) {
                tensors.append(.init(name: name, shape: shape, values: values))
            }
        }
        checkpoint = try Checkpoint(file: file, bytes: try SafetensorsWriter.encode(tensors))
    }
}

/// The reverse of `FoldedLayer`.
private struct UnfoldedLayer {
    /// Of each tensor that `LayerSource.expected` lists.
    let values: [[Float]]

    init(_ source: LayerSource, weight: [Float], bias: [Float], poolScale: [Float]) {
        guard source.normalisation != nil else {
            values = [weight, bias]
            return
        }
        let outputs = source.layer.outputs
        func all(_ value: Double, _ count: Int) -> [Float] { Array(repeating: Float(value), count: count) }
        values = [
            weight, all(0, source.layer.convolutionOutputs),
            all(1, outputs - poolScale.count) + poolScale, bias, all(0, outputs),
            all(1 - Normalisation.epsilon, outputs),
        ]
    }
}
