import CShims

/// A pair of quantised convolutions in Winograd form.
final class PairQuantised: Pair {
    private let column: PackedQuantisedWinograd, row: PackedQuantisedWinograd

    init(_ node: Int, part: Part, _ layers: [Layer], _ kernels: pansecb_kernels, _ memory: inout PackingMemory) {
        column = PackedQuantisedWinograd(layers[0], kernels, &memory)
        row = PackedQuantisedWinograd(layers[1], kernels, &memory)
        super.init(node, part: part, layers, tileOutputs: PackedQuantisedWinograd.tileOutputs, kernels)
    }

    override var form: StaticString { "quantised-winograd" }
    override var numberBytes: Int { 1 }

    override func set(layer: Int, _ scales: QuantisedScales) { (layer == 0 ? column : row).set(scales) }

    override func set(layer: Int, _ tensor: LayerTensor, _ values: UnsafePointer<Float>) {
        (layer == 0 ? column : row).set(tensor, values)
    }

    override var kernelBytes: Int { PackedQuantisedWinograd.scratchBytes(inputs: column.inputs) }

    override func tiles(layer: Int, adds: Bool, _ memory: TileMemory) -> WinogradTiles {
        WinogradTiles((layer == 0 ? column : row).arguments(adds: adds, scratch: memory.kernel), kernels, memory)
    }
}
