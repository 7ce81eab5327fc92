import CShims

/// A pair in Winograd form with split frequencies, for matrix registers.
final class PairSplitWinograd: Pair {
    private let column: PackedLayer<PackedSplitWinograd>, row: PackedLayer<PackedSplitWinograd>

    init(_ node: Int, part: Part, _ layers: [Layer], _ kernels: pansecb_kernels, _ memory: inout PackingMemory) {
        column = PackedLayer(layers[0], &memory)
        row = PackedLayer(layers[1], &memory)
        super.init(node, part: part, layers, tileOutputs: column.weights.tileOutputs, kernels)
    }

    override var form: StaticString { "split-winograd" }
    override var usesMatrices: Bool { true }

    override func set(layer: Int, _ tensor: LayerTensor, _ values: UnsafePointer<Float>) {
        (layer == 0 ? column : row).set(tensor, values)
    }

    override var kernelBytes: Int { 4 * PackedSplitWinograd.scratchFloats(channels: column.inputs) }

    override func tiles(layer: Int, adds: Bool, _ memory: TileMemory) -> WinogradTiles {
        let packed = layer == 0 ? column : row
        var w = packed.weights.arguments(scratch: memory.kernel.assumingMemoryBound(to: Float.self))
        w.bias = UnsafePointer(packed.bias)
        w.adds = adds ? 1 : 0
        w.relu = 1
        return WinogradTiles(w, kernels, memory, isSplit: true)
    }
}
