import Foundation
import PanSECB

/// Puts an ONNX graph together.
struct GraphBuilder {
    private(set) var graph = Onnx_GraphProto()

    init(name: String) { graph.name = name }

    /// Images or maps of any number and size.
    mutating func input(_ name: String, channels: Int, _ description: String) {
        graph.input.append(GraphBuilder.maps(name, channels, description))
    }

    /// The same for what a node computes under this name.
    mutating func output(_ name: String, channels: Int, _ description: String) {
        graph.output.append(GraphBuilder.maps(name, channels, description))
    }

    /// A node. Returns the name of its value.
    /// - Parameter output: that name, if it is not the node's.
    @discardableResult mutating func add(
        _ type: String, _ name: String, _ inputs: [String], _ attributes: [Onnx_AttributeProto] = [],
        output: String? = nil
    ) -> String {
        let output = output ?? name
        graph.node.append(
            .with {
                $0.opType = type
                $0.name = name
                $0.input = inputs
                $0.output = [output]
                $0.attribute = attributes
            })
        return output
    }

    /// A constant tensor. Returns its name.
    mutating func add(number name: String, _ shape: [Int], _ values: [Float]) -> String {
        graph.initializer.append(
            .with {
                $0.name = name
                $0.dataType = Int32(Onnx_TensorProto.DataType.float.rawValue)
                $0.dims = shape.map(Int64.init)
                // Every processor that the tool runs on is little-endian, as the format is.
                $0.rawData = values.withUnsafeBytes { Data($0) }
            })
        return name
    }

    private static func maps(_ name: String, _ channels: Int, _ description: String) -> Onnx_ValueInfoProto {
        .with {
            $0.name = name
            $0.docString = description
            $0.type.tensorType.elemType = Int32(Onnx_TensorProto.DataType.float.rawValue)
            $0.type.tensorType.shape.dim = [
                .with { $0.dimParam = "N" }, .with { $0.dimValue = Int64(channels) }, .with { $0.dimParam = "H" },
                .with { $0.dimParam = "W" },
            ]
        }
    }
}

extension Onnx_AttributeProto {
    static func int(_ name: String, _ value: Int) -> Self {
        .with { ($0.name, $0.type, $0.i) = (name, .int, Int64(value)) }
    }

    static func ints(_ name: String, _ values: [Int]) -> Self {
        .with { ($0.name, $0.type, $0.ints) = (name, .ints, values.map(Int64.init)) }
    }

    static func float(_ name: String, _ value: Float) -> Self {
        .with { ($0.name, $0.type, $0.f) = (name, .float, value) }
    }
}
