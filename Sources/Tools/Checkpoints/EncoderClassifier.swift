import PanSECB

/// The encoder's own classifier, by which it can be trained alone. PyTorch's networks have it, and no output depends on
/// it.
public enum EncoderClassifier {
    static let module = "encoder.output_conv."

    /// Names and shapes of its tensors: 1x1, a channel for each output of the decoders.
    public static func tensors(_ graph: Graph) -> [(name: String, shape: [Int])] {
        let heads = graph.nodes.filter { $0.head != nil && $0.checkpointModule.contains("decoder") }
        let classes = heads.reduce(0) { $0 + $1.outputs }
        let inputs = graph.nodes.last { $0.part == .encoder }?.outputs ?? 0
        return [(module + "weight", [classes, inputs, 1, 1]), (module + "bias", [classes])]
    }
}
