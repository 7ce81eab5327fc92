import CShims

/// A head, quantised; its outputs are floats.
final class HeadQuantised: Head {
    private let packed: PackedQuantised

    init(
        _ node: Int, _ output: Node.Output, in architecture: Architecture, _ layers: [Layer],
        _ kernels: pansecb_kernels, memory: inout PackingMemory
    ) {
        packed = PackedQuantised(layers[0], kernels, &memory)
        super.init(node, output, in: architecture, layers, kernels)
    }

    override var form: StaticString { "quantised" }
    override var numberBytes: Int { 1 }
    override var kernelBytes: Int { Int(PANSECB_QUANTISED_HEAD_SCRATCH) }

    override func set(layer: Int, _ scales: QuantisedScales) { packed.set(scales) }

    override func set(layer: Int, _ tensor: LayerTensor, _ values: UnsafePointer<Float>) { packed.set(tensor, values) }

    override func compute(
        row: Int, _ work: Work, kernel: UnsafeMutableRawPointer, to logits: UnsafeMutablePointer<Float>, plane: Int
    ) {
        var h = pansecb_quantised_head()
        h.features = work.inputRow(row / 2, bytes: work.width * packed.inputs)?.assumingMemoryBound(to: UInt8.self)
        h.width = Int32(truncatingIfNeeded: work.frame.pointee.width)
        h.channels = Int32(truncatingIfNeeded: packed.outputs)
        let even = packed.phase(row % 2 * 2), odd = packed.phase(row % 2 * 2 + 1)
        h.weights = (even.weights, odd.weights)
        h.weight_sums = (even.sums, odd.sums)
        h.scale = UnsafePointer(packed.results.scale)
        h.bias = UnsafePointer(packed.results.bias)
        h.output = logits
        h.plane = plane
        h.scratch = kernel
        kernels.quantised_head(&h)
    }

    override func sample(
        _ pixels: UnsafePointer<UInt32>, count: Int, of features: UnsafePointer<Float>, featureWidth: Int, width: Int,
        first: Int, to outputs: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>?)
    ) {
        var s = pansecb_quantised_sample()
        s.features = UnsafeRawPointer(features).assumingMemoryBound(to: UInt8.self)
        s.feature_width = Int32(truncatingIfNeeded: featureWidth)
        s.width = Int32(truncatingIfNeeded: width)
        s.pixels = pixels
        s.count = count
        (s.weights, s.weight_sums) = packed.phase(0)
        s.phase_stride = packed.phaseBytes
        s.blocks = Int32(truncatingIfNeeded: packed.blocks)
        s.scale = UnsafePointer(packed.results.scale)
        s.bias = UnsafePointer(packed.results.bias)
        s.first = Int32(truncatingIfNeeded: first)
        s.channels = outputs.1 == nil ? 1 : 2
        s.outputs.0 = outputs.0
        s.outputs.1 = outputs.1
        kernels.quantised_sample(&s)
    }
}
