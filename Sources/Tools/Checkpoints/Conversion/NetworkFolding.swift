import PanSECB

/// Makes the tensors of a weight file out of a network's, which have PyTorch's names: batch normalisation is folded
/// into the convolutions.
struct NetworkFolding {
    let architecture: Architecture
    /// What each layer is made from, in the order of the weight file.
    let sources: [LayerSource]

    /// - Parameter modules: of nodes that the checkpoint calls otherwise than usual.
    init(architecture: Architecture, modules: [Int: String] = [:]) {
        self.architecture = architecture
        sources = LayerSource.all(Graph(architecture), modules: modules)
    }

    /// - Parameter read: gives the values of a tensor that must have this shape. Errors name tensors as it does.
    func weights(_ read: (String, [Int]) throws(CheckpointError) -> [Float]) throws(CheckpointError) -> [WeightTensor] {
        var weights: [WeightTensor] = []
        for source in sources { weights += try fold(source, read) }
        return weights
    }

    private func fold(_ source: LayerSource, _ read: (String, [Int]) throws(CheckpointError) -> [Float])
        throws(CheckpointError) -> [WeightTensor]
    {
        var values: [[Float]] = []
        for (name, shape) in source.expected { values.append(try finite(name, try read(name, shape))) }
        let layer = source.layer
        let normalisation: Normalisation
        if let module = source.normalisation {
            guard values[5].allSatisfy({ $0 >= 0 }) else {
                throw CheckpointError(
                    .badValue, tensor: "\(module).running_var", "it holds a negative variance",
                    fix: "The training went wrong, or the file is damaged")
            }
            normalisation = Normalisation(weight: values[2], bias: values[3], mean: values[4], variance: values[5])
        } else {
            normalisation = Normalisation(identity: layer.outputs)
        }
        let folded = FoldedLayer(layer, weight: values[0], bias: values[1], normalisation: normalisation)
        var weights: [WeightTensor] = []
        for tensor in layer.tensors {
            let values = folded[tensor]
            guard values.allSatisfy(\.isFinite) else {
                throw CheckpointError(
                    .badValue, tensor: source.weight,
                    "with its batch normalisation folded in, it is beyond the range of 32-bit floats",
                    fix: "The training went wrong, or the file is damaged")
            }
            let (rank, (a, b, c, d)) = layer.tensorShape(tensor)
            weights.append(
                WeightTensor(name: layer.tensorName(tensor), shape: Array([a, b, c, d].prefix(rank)), values: values))
        }
        return weights
    }

    private func finite(_ name: String, _ values: [Float]) throws(CheckpointError) -> [Float] {
        guard let wrong = values.firstIndex(where: { !$0.isFinite }) else { return values }
        throw CheckpointError(
            .badValue, tensor: name, "value \(wrong) is \(values[wrong])",
            fix: "The training went wrong, or the file is damaged")
    }
}

extension ConvertedModel {
    /// A network in memory.
    /// - Parameter tensors: shape and values of each, by the names that PyTorch gives them.
    public init(
        architecture: Architecture, table: ClassTable, folding tensors: [String: (shape: [Int], values: [Float])]
    ) throws(CheckpointError) {
        let weights = try NetworkFolding(architecture: architecture).weights {
            (name, shape) throws(CheckpointError) in
            guard let tensor = tensors[name] else {
                throw CheckpointError(.notThisNetwork, tensor: name, "the network lacks it")
            }
            guard tensor.shape == shape, tensor.values.count == shape.reduce(1, *) else {
                throw CheckpointError(
                    .wrongShape, tensor: name, "its shape is \(tensor.shape) where the weight file has \(shape)")
            }
            return tensor.values
        }
        self.init(architecture: architecture, table: table, tensors: weights)
    }
}
