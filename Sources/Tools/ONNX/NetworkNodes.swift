import Checkpoints
import PanSECB

/// The nodes of a network. They are named after PyTorch's modules, and a value after the node that computes it; inputs
/// and outputs of the network have names of their own.
struct NetworkNodes {
    private static let image = "image"

    private var builder: GraphBuilder

    /// - Parameter layers: those of the network, in the order of the weight file.
    static func graph(_ network: Graph, _ layers: [LayerNumbers]) -> Onnx_GraphProto {
        let architecture = network.architecture
        var nodes = NetworkNodes(builder: GraphBuilder(name: architecture.kind.name))
        nodes.builder.input(image, channels: 3, "RGB, 0 ... 1; height H and width W are multiples of 8")
        nodes.add(network, layers)
        if architecture.semanticChannels > 0 {
            nodes.builder.output(
                "semantic", channels: architecture.semanticChannels, "logits of the semantic channels")
        }
        if architecture.things > 0 {
            nodes.builder.output(
                "instance", channels: architecture.instanceChannels,
                "x and y offset before tanh, \(architecture.sigmas) sigmas, \(architecture.things) seed maps before "
                    + "the sigmoid")
        }
        return nodes.builder.graph
    }

    /// All nodes, each behind the one whose output it reads.
    private mutating func add(_ network: Graph, _ layers: [LayerNumbers]) {
        var rest = layers[...]
        var values: [String] = []
        for node in network.nodes {
            let input = node.input.map { values[$0] } ?? NetworkNodes.image
            var value = input
            for numbers in rest.prefix(node.layers.count) {
                value = add(numbers, of: value, blockInput: input, output: node.head.flatMap(NetworkNodes.name))
            }
            rest = rest.dropFirst(node.layers.count)
            values.append(value)
        }
        let parts = [Node.Output.offsets, .seeds].compactMap { network.head($0) }.map { values[$0] }
        if !parts.isEmpty {
            builder.add("Concat", "instance", parts, [.int("axis", 1)])
        }
    }

    /// The output of the network that a head computes alone.
    private static func name(_ output: Node.Output) -> String? { output == .semantic ? "semantic" : nil }

    /// A layer; returns its value.
    private mutating func add(
        _ numbers: LayerNumbers, of input: String, blockInput: String, output: String?
    ) -> String {
        let source = numbers.source, layer = source.layer
        let (type, attributes) = layer.convolution
        let (a, b, c, d) = layer.weightShape
        let weight = builder.add(number: source.weight, [a, b, c, d], numbers.weight)
        let bias = builder.add(number: source.bias, [layer.convolutionOutputs], numbers.bias)
        var value = builder.add(type, source.convolution, [input, weight, bias], attributes, output: output)
        if layer.kind == .down {
            let pooled = pool(input, numbers)
            value = builder.add("Concat", "\(source.module).cat", [value, pooled], [.int("axis", 1)])
        }
        if case .normalised(let tensors) = numbers.behind, let module = source.normalisation {
            let parameters = tensors.map { builder.add(number: $0.name, $0.shape, $0.values) }
            value = builder.add(
                "BatchNormalization", module, [value] + parameters, [.float("epsilon", Float(Normalisation.epsilon))])
        }
        if layer.addsBlockInput { value = builder.add("Add", "\(source.module).add", [blockInput, value]) }
        return layer.kind == .head ? value : builder.add("Relu", "\(value).relu", [value])
    }

    /// The channels that a `down` layer pools.
    private mutating func pool(_ input: String, _ numbers: LayerNumbers) -> String {
        let name = "\(numbers.source.module).pool"
        let pooled = builder.add(
            "MaxPool", name, [input], [.ints("kernel_shape", [2, 2]), .ints("strides", [2, 2])])
        guard case .pooled(let scale, let shift) = numbers.behind else { return pooled }
        let shape = [1, scale.count, 1, 1]
        let scaled = builder.add(
            "Mul", "\(name).mul", [pooled, builder.add(number: "\(name).scale", shape, scale)])
        return builder.add("Add", "\(name).add", [scaled, builder.add(number: "\(name).shift", shape, shift)])
    }
}
