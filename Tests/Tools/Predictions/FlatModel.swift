import PanSECB

@testable import Checkpoints

/// A model of semantic classes only, with label ids from 7, that sees one of them everywhere.
enum FlatModel {
    /// - Parameters:
    ///   - winner: channel that has a bias; all weights are zero.
    ///   - trained: the size that the file tells.
    static func make(winner: Int = 0, trained: (width: Int, height: Int) = (0, 0)) throws -> Model {
        let architecture = Architecture(kind: .erfNet, semanticChannels: 3, sigmas: 0, things: 0)
        let tensors = Graph(architecture).layers.flatMap { layer in
            layer.tensors.map { tensor in
                let (rank, (a, b, c, d)) = layer.tensorShape(tensor)
                var values = [Float](repeating: 0, count: a * b * c * d)
                if layer.kind == .head, tensor == .bias { values[winner] = 5 }
                return WeightTensor(
                    name: layer.tensorName(tensor), shape: Array([a, b, c, d].prefix(rank)), values: values)
            }
        }
        let classes = (0..<3).map {
            ClassEntry(
                labelID: 7 + $0, name: "class \($0)", red: 0, green: 0, blue: 0, isThing: false, semanticChannel: $0,
                seedChannel: nil)
        }
        let table = ClassTable(classes: classes, someThingChannel: nil)
        var converted = ConvertedModel(architecture: architecture, table: table, tensors: tensors)
        (converted.trainedWidth, converted.trainedHeight) = trained
        return try converted.encoded(.float32).withUnsafeBytes { try Model.load(bytes: $0) }
    }
}
