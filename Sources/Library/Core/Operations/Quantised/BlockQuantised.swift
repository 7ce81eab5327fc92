import CShims

/// A block of few channels, quantised.
final class BlockQuantised: BlockBands {
    private let packed: (PackedQuantised, PackedQuantised, PackedQuantised, PackedQuantised)

    init(_ node: Int, _ layers: [Layer], _ kernels: pansecb_kernels, _ memory: inout PackingMemory) {
        packed = (
            PackedQuantised(layers[0], kernels, &memory), PackedQuantised(layers[1], kernels, &memory),
            PackedQuantised(layers[2], kernels, &memory), PackedQuantised(layers[3], kernels, &memory)
        )
        super.init(node, layers, kernels)
    }

    private func packed(_ layer: Int) -> PackedQuantised {
        switch layer {
        case 0: return packed.0
        case 1: return packed.1
        case 2: return packed.2
        default: return packed.3
        }
    }

    override var form: StaticString { "quantised" }
    override var numberBytes: Int { 1 }
    override var edgeBytes: Int { PackedQuantised.scratchBytes(inputs: channels) }

    override func set(layer: Int, _ scales: QuantisedScales) { packed(layer).set(scales) }

    override func set(layer: Int, _ tensor: LayerTensor, _ values: UnsafePointer<Float>) {
        packed(layer).set(tensor, values)
    }

    override func convolve(
        _ layer: Int, _ work: Work, edge: UnsafeMutableRawPointer, to output: UnsafeMutableRawPointer,
        residual: UnsafeRawPointer?, _ range: Range<Int>, input: (Int) -> UnsafeRawPointer?
    ) {
        let packed = packed(layer)
        var c = packed.arguments(phase: 0, width: work.width, scratch: edge)
        c.setTaps(packed.geometry[0], input)
        c.output = output.assumingMemoryBound(to: UInt8.self)
        c.residual = residual?.assumingMemoryBound(to: UInt8.self)
        c.confine(to: range)
        kernels.quantised_convolution(&c)
    }
}
