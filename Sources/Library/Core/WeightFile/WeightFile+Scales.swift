import CPanSECB

extension WeightFile {
    /// The scales of each layer of a quantised model, in the order of the file. Each is checked: a step is a number
    /// from 2^-40 to 2^40, so that no factor made of them overflows or vanishes.
    func layerScales() throws(Failure) -> [QuantisedScales] {
        let graph = Graph(architecture), layers = graph.layers
        var outputs: [Float] = []
        try forEachTensor { (layer, tensor, stored) throws(Failure) in
            switch tensor {
            case .outputScale, .weightScale:
                for i in 0..<stored.count {
                    let scale = stored.bytes[Field<Float>(4 * i)]
                    guard scale >= 0x1p-40, scale <= 0x1p40 else {
                        throw Failure(
                            PANSECB_DAMAGED,
                            "damaged: \(layers[layer].tensorName(tensor)) has a step that is not from 2^-40 to 2^40")
                    }
                    if tensor == .outputScale { outputs.append(scale) }
                }
                // A head's outputs are floats.
                if tensor == .weightScale && layers[layer].kind == .head { outputs.append(1) }
            case .weight:
                for i in 0..<stored.count where stored.bytes[i] == 0x80 {
                    throw Failure(PANSECB_DAMAGED, "damaged: \(layers[layer].tensorName(tensor)) has the number -128")
                }
            case .bias, .poolScale: break
            }
        }
        var scales: [QuantisedScales] = [], outputOfNode: [Float] = []
        for node in graph.nodes {
            let input = node.input.map { outputOfNode[$0] } ?? QuantisedScales.camera
            var previous = input
            for _ in node.layers {
                let output = outputs[scales.count]
                scales.append(QuantisedScales(input: previous, output: output, residual: input))
                previous = output
            }
            outputOfNode.append(previous)
        }
        return scales
    }
}
