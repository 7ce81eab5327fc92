import Checkpoints
import Foundation
import PanSECB
import SwiftProtobuf

/// A network as an ONNX file; docs/converting.md describes its inputs, outputs and metadata.
public struct ONNXModel: Sendable {
    static let opset: Int64 = 17
    static let irVersion: Int64 = 8
    /// Key of the metadata, which are `ModelFacts` as JSON.
    static let metadataKey = "pansecb"

    let message: Onnx_ModelProto

    /// Operations that a frame goes through.
    public var nodes: Int { message.graph.node.count }

    /// - Parameters:
    ///   - unfolded: the same network with its batch normalisation, to be kept as nodes; nil: it is folded into the
    ///     convolutions.
    ///   - producer: version of the program that writes the file.
    public init(_ model: ConvertedModel, unfolded: PyTorchNetwork? = nil, producer: String) throws(CheckpointError) {
        var message = Onnx_ModelProto()
        message.irVersion = ONNXModel.irVersion
        message.opsetImport = [.with { ($0.domain, $0.version) = ("", ONNXModel.opset) }]
        (message.producerName, message.producerVersion) = ("pansecb", producer)
        message.docString = ONNXModel.description(model.architecture)
        let facts = try ONNXModel.json(ModelFacts(model))
        message.metadataProps = [.with { ($0.key, $0.value) = (ONNXModel.metadataKey, facts) }]
        let layers = unfolded.map(LayerNumbers.all) ?? LayerNumbers.all(model)
        message.graph = NetworkNodes.graph(Graph(model.architecture), layers)
        self.message = message
    }

    /// The bytes of the file.
    public func encoded() throws(CheckpointError) -> [UInt8] {
        do {
            return [UInt8](try message.serializedData() as Data)
        } catch {
            throw CheckpointError(.cannotWrite, "the network cannot be written as ONNX: \(error)")
        }
    }

    private static func description(_ architecture: Architecture) -> String {
        "\(ConversionReport.Network(architecture).text). Height and width of the image must be multiples of 8: pad it "
            + "with zeros at the right and at the bottom, and cut the outputs. The metadata entry '\(metadataKey)' "
            + "tells the classes as JSON."
    }

    private static func json(_ facts: ModelFacts) throws(CheckpointError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let text = try? encoder.encode(facts) else {
            throw CheckpointError(.cannotWrite, "the metadata cannot be written")
        }
        return String(decoding: text, as: UTF8.self)
    }
}
