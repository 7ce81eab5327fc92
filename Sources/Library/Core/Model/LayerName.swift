extension Layer {
    /// The layer's name in weight files: the path of its module in PyTorch, e.g. `encoder.layers.3.conv3x1_2`.
    /// The network of one decoder calls it `decoders.0` too.
    public var name: String {
        switch place {
        case .encoder(-1): return "encoder.initial_block"
        case .encoder(let module): return "encoder.layers.\(module)\(partName)"
        case .decoder(let decoder, let module): return "decoders.\(decoder).layers.\(module)\(partName)"
        case .decoderHead(let decoder): return "decoders.\(decoder).output_conv"
        case .seed: return "seed_layer.output_conv"
        }
    }

    private var partName: String {
        switch (kind, part) {
        case (.column, 0): return ".conv3x1_1"
        case (.row, 1): return ".conv1x3_1"
        case (.column, 2): return ".conv3x1_2"
        case (.row, 3): return ".conv1x3_2"
        default: return ""
        }
    }

    /// Name of tensor `index` of the layer, 0 ..< `tensorCount`.
    public func tensorName(_ index: Int) -> String {
        switch index {
        case 0: return "\(name).weight"
        case 1: return "\(name).bias"
        default: return "\(name).pool_scale"
        }
    }

    /// Shape of tensor `index`; dimensions that it lacks are 1 and stand last.
    public func tensorShape(_ index: Int) -> (rank: Int, dimensions: (Int, Int, Int, Int)) {
        switch index {
        case 0: return (4, weightShape)
        case 1: return (1, (outputs, 1, 1, 1))
        default: return (1, (inputs, 1, 1, 1))
        }
    }
}
