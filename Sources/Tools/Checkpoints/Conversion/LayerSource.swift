import PanSECB

/// The tensors of a checkpoint from which a layer is made: a convolution, and the batch normalisation behind it, if
/// there is one.
struct LayerSource {
    let layer: Layer
    /// Module of the convolution in PyTorch.
    let convolution: String
    let normalisation: String?

    init(_ layer: Layer, of kind: ArchitectureKind, seedModule: String?) {
        self.layer = layer
        var path = layer.name
        if kind == .erfNet, path.hasPrefix("decoders.0.") { path = "decoder." + path.dropFirst("decoders.0.".count) }
        switch layer.kind {
        case .down, .up:
            convolution = path + ".conv"
            normalisation = path + ".bn"
        // In a block only the second convolution of each pair is normalised.
        case .row:
            convolution = path
            let block = path.prefix(upTo: path.lastIndex(of: ".") ?? path.endIndex)
            normalisation = block + (layer.part == 1 ? ".bn1" : ".bn2")
        case .column:
            convolution = path
            normalisation = nil
        case .head:
            convolution = layer.place == .seed ? seedModule ?? path : path
            normalisation = nil
        }
    }

    var weight: String { convolution + ".weight" }
    var bias: String { convolution + ".bias" }

    /// Names and shapes of everything that is needed.
    var expected: [(name: String, shape: [Int])] {
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
