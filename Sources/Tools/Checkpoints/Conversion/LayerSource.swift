import PanSECB

/// The tensors of a checkpoint from which a layer is made: a convolution, and the batch normalisation behind it, if
/// there is one.
public struct LayerSource: Sendable {
    public let layer: Layer
    /// What the checkpoint calls the layer's node.
    public let module: String
    /// Module of the convolution in PyTorch.
    public let convolution: String
    public let normalisation: String?

    /// - Parameter number: of the layer in the node.
    private init(_ node: Node, _ number: Int, module: String) {
        layer = node.layers[number]
        self.module = module
        switch node.operation {
        case .down, .up:
            convolution = module + ".conv"
            normalisation = module + ".bn"
        // Only the second convolution of each pair is normalised.
        case .block:
            convolution = module + layer.name.dropFirst(node.module.count)
            normalisation = layer.kind == .row ? "\(module).bn\(number / 2 + 1)" : nil
        case .head:
            convolution = module
            normalisation = nil
        }
    }

    /// The layers of a node.
    public static func all(_ node: Node, module: String) -> [LayerSource] {
        node.layers.indices.map { LayerSource(node, $0, module: module) }
    }

    /// The layers of a network, in the order of the weight file.
    /// - Parameter modules: of nodes that a checkpoint calls otherwise than usual.
    public static func all(_ graph: Graph, modules: [Int: String] = [:]) -> [LayerSource] {
        graph.nodes.enumerated().flatMap { index, node in all(node, module: modules[index] ?? node.checkpointModule) }
    }

    /// Tensors of the convolution.
    public var weight: String { convolution + ".weight" }
    public var bias: String { convolution + ".bias" }

    /// Names and shapes of everything that is needed.
    public var expected: [(name: String, shape: [Int])] {
        let (a, b, c, d) = layer.weightShape
        var list = [(weight, [a, b, c, d]), (bias, [layer.convolutionOutputs])]
        if let normalisation {
            list += ["weight", "bias", "running_mean", "running_var"].map {
                ("\(normalisation).\($0)", [layer.outputs])
            }
        }
        return list
    }
}
