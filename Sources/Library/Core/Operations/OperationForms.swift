import CShims

/// The forms that may be chosen, decided once when a model is loaded.
package struct FormChoice {
    /// Convolutions of split pixels, for matrix registers.
    package var split: Bool

    package init(split: Bool) { self.split = split }

    /// The fastest choice with these kernels: split forms pay where there are matrix registers.
    package init(_ kernels: pansecb_kernels) { split = kernels.begin_matrices != nil }
}

/// Chooses the form of each operation.
enum OperationForms {
    /// The operations of a quantised network.
    static func makeQuantised(
        _ graph: Graph, _ kernels: pansecb_kernels, _ memory: inout PackingMemory
    ) -> [Operation] {
        var operations: [Operation] = []
        for (number, node) in graph.nodes.enumerated() {
            let layers = node.layers
            switch node.operation {
            case .down:
                operations.append(
                    node.input == nil
                        ? InputQuantised(number, layers, kernels, &memory)
                        : DownQuantised(number, layers, kernels, &memory))
            case .block(let dilation) where dilation > 1 || PackedWinograd.isWorthwhile(channels: node.inputs):
                for (part, layers) in [(Operation.Part.opening, layers[..<2]), (.closing, layers[2...])] {
                    operations.append(PairQuantised(number, part: part, Array(layers), kernels, &memory))
                }
            case .block: operations.append(BlockQuantised(number, layers, kernels, &memory))
            case .up: operations.append(UpQuantised(number, layers, kernels, &memory))
            case .head(let output):
                operations.append(
                    HeadQuantised(number, output, in: graph.architecture, layers, kernels, memory: &memory))
            }
        }
        return operations
    }

    /// The operations of a network in the order of execution; their layers are in the order of the weight file.
    static func make(
        _ graph: Graph, _ choice: FormChoice, _ kernels: pansecb_kernels, _ memory: inout PackingMemory
    ) -> [Operation] {
        var operations: [Operation] = []
        for (number, node) in graph.nodes.enumerated() {
            let layers = node.layers, split = choice.split && PackedSplit.takes(channels: node.inputs)
            switch node.operation {
            case .down:
                operations.append(
                    node.input == nil
                        ? InputDirect(number, layers, kernels, &memory)
                        : split
                            ? DownSplit(number, layers, kernels, &memory)
                            : DownDirect(number, layers, kernels, &memory))
            // A band keeps neighbouring rows only, so dilated blocks are pairs, however few their channels.
            case .block(let dilation) where dilation > 1 || PackedWinograd.isWorthwhile(channels: node.inputs):
                for (part, layers) in [(Operation.Part.opening, layers[..<2]), (.closing, layers[2...])] {
                    operations.append(
                        split
                            ? PairSplitWinograd(number, part: part, Array(layers), kernels, &memory)
                            : PairWinograd(number, part: part, Array(layers), kernels, &memory))
                }
            case .block:
                operations.append(
                    split
                        ? BlockSplit(number, layers, kernels, &memory) : BlockDirect(number, layers, kernels, &memory))
            case .up:
                operations.append(
                    split ? UpSplit(number, layers, kernels, &memory) : UpDirect(number, layers, kernels, &memory))
            case .head(let output):
                operations.append(HeadDirect(number, output, in: graph.architecture, layers, kernels, memory: &memory))
            }
        }
        return operations
    }
}
