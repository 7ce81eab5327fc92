import CShims

/// A block of few channels, directly.
final class BlockDirect: BlockBands {
    private typealias Packed = PackedLayer<PackedDirect>

    private let packed: (Packed, Packed, Packed, Packed)

    init(_ node: Int, _ layers: [Layer], _ kernels: pansecb_kernels, _ memory: inout PackingMemory) {
        packed = (
            Packed(layers[0], &memory), Packed(layers[1], &memory), Packed(layers[2], &memory),
            Packed(layers[3], &memory)
        )
        super.init(node, layers, kernels)
    }

    private func packed(_ layer: Int) -> Packed {
        switch layer {
        case 0: return packed.0
        case 1: return packed.1
        case 2: return packed.2
        default: return packed.3
        }
    }

    override var form: StaticString { "direct" }
    override var edgeBytes: Int { 4 * PackedDirect.scratchFloats(inputs: channels) }

    override func set(layer: Int, _ tensor: LayerTensor, _ values: UnsafePointer<Float>) {
        packed(layer).set(tensor, values)
    }

    override func convolve(
        _ layer: Int, _ work: Work, edge: UnsafeMutableRawPointer, to output: UnsafeMutableRawPointer,
        residual: UnsafeRawPointer?, _ range: Range<Int>, input: (Int) -> UnsafeRawPointer?
    ) {
        let packed = packed(layer)
        var c = packed.weights.arguments(
            phase: 0, width: work.width, scratch: edge.assumingMemoryBound(to: Float.self))
        c.setTaps(packed.weights.geometry[0]) { input($0)?.assumingMemoryBound(to: Float.self) }
        c.bias = UnsafePointer(packed.bias)
        c.relu = 1
        c.output = output.assumingMemoryBound(to: Float.self)
        c.residual = residual?.assumingMemoryBound(to: Float.self)
        c.confine(to: range)
        kernels.convolution(&c)
    }
}
