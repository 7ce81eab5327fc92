@testable import ONNX

/// Goes through a graph as a program that runs it does: channels and size of each value. Throws what is wrong.
struct ShapeWalk {
    struct Value: Equatable {
        let channels: Int
        /// The image's sides are 2^level times as long.
        let level: Int
    }

    struct Fault: Error {
        let node: String
    }

    private(set) var values: [String: Value] = [:]
    private(set) var unused: Set<String>
    private let numbers: [String: [Int]]

    init(_ graph: Onnx_GraphProto) throws {
        numbers = Dictionary(
            try graph.initializer.map { tensor in
                let shape = tensor.dims.map(Int.init)
                guard tensor.dataType == 1, tensor.rawData.count == 4 * shape.reduce(1, *) else {
                    throw Fault(node: tensor.name)
                }
                return (tensor.name, shape)
            }, uniquingKeysWith: { _, _ in [] })
        unused = Set(numbers.keys)
        for input in graph.input {
            values[input.name] = Value(channels: Int(input.type.tensorType.shape.dim[1].dimValue), level: 0)
        }
        for node in graph.node {
            unused.subtract(node.input)
            guard let value = try? value(node), node.output.count == 1, values[node.output[0]] == nil,
                numbers[node.output[0]] == nil
            else { throw Fault(node: node.name) }
            values[node.output[0]] = value
        }
    }

    private func value(_ node: Onnx_NodeProto) throws -> Value {
        let inputs = node.input.compactMap { values[$0] }, shapes = node.input.compactMap { numbers[$0] }
        guard inputs.count + shapes.count == node.input.count, let first = inputs.first else {
            throw Fault(node: node.name)
        }
        func require(_ condition: Bool) throws { if !condition { throw Fault(node: node.name) } }
        switch node.opType {
        case "Conv":
            let weight = shapes[0], sides = Array(weight[2...])
            try require(weight[1] == first.channels && shapes[1] == [weight[0]] && ints(node, "kernel_shape") == sides)
            let stride = ints(node, "strides"), dilations = ints(node, "dilations")
            // Without stride the size stays, with it it is halved.
            let padding = zip(sides, dilations).map { ($0 - 1) * $1 / 2 }
            try require(ints(node, "pads") == padding + padding && (stride == [1, 1] || stride == [2, 2]))
            return Value(channels: weight[0], level: first.level + stride[0] - 1)
        case "ConvTranspose":
            let weight = shapes[0], sides = Array(weight[2...]), padding = ints(node, "pads")
            try require(weight[0] == first.channels && shapes[1] == [weight[1]] && ints(node, "strides") == [2, 2])
            // Output: 2 * (input - 1) + window - padding + output padding = 2 * input.
            let more = node.attribute.contains { $0.name == "output_padding" } ? ints(node, "output_padding") : [0, 0]
            for axis in 0..<2 {
                try require(sides[axis] - padding[axis] - padding[axis + 2] + more[axis] == 2)
            }
            return Value(channels: weight[1], level: first.level - 1)
        case "MaxPool":
            try require(ints(node, "kernel_shape") == [2, 2] && ints(node, "strides") == [2, 2])
            return Value(channels: first.channels, level: first.level + 1)
        case "Concat":
            try require(inputs.allSatisfy { $0.level == first.level } && node.attribute[0].i == 1)
            return Value(channels: inputs.reduce(0) { $0 + $1.channels }, level: first.level)
        case "Mul", "Add":
            try require(inputs.allSatisfy { $0 == first } && shapes.allSatisfy { $0 == [1, first.channels, 1, 1] })
            return first
        case "BatchNormalization":
            try require(shapes.count == 4 && shapes.allSatisfy { $0 == [first.channels] })
            return first
        case "Relu": return first
        default: throw Fault(node: node.name)
        }
    }

    private func ints(_ node: Onnx_NodeProto, _ name: String) -> [Int] {
        node.attribute.first { $0.name == name }?.ints.map(Int.init) ?? []
    }
}
