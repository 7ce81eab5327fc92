import CShims

/// A head, directly.
final class HeadDirect: Head {
    private let packed: PackedLayer<PackedDirect>

    init(
        _ node: Int, _ output: Node.Output, in architecture: Architecture, _ layers: [Layer],
        _ kernels: pansecb_kernels, memory: inout PackingMemory
    ) {
        packed = PackedLayer(layers[0], &memory)
        super.init(node, output, in: architecture, layers, kernels)
    }

    override var form: StaticString { "direct" }
    override var kernelBytes: Int { 4 * Int(PANSECB_HEAD_SCRATCH) }

    override func set(layer: Int, _ tensor: LayerTensor, _ values: UnsafePointer<Float>) { packed.set(tensor, values) }

    override func compute(
        row: Int, _ work: Work, kernel: UnsafeMutableRawPointer, to logits: UnsafeMutablePointer<Float>, plane: Int
    ) {
        var h = pansecb_head()
        h.features = work.inputRow(row / 2, channels: packed.inputs)
        h.width = Int32(truncatingIfNeeded: work.frame.pointee.width)
        h.channels = Int32(truncatingIfNeeded: packed.outputs)
        let phase = row % 2 * 2
        h.weights = (UnsafePointer(packed.weights.phase(phase)), UnsafePointer(packed.weights.phase(phase + 1)))
        h.bias = UnsafePointer(packed.bias)
        h.output = logits
        h.plane = plane
        h.scratch = kernel.assumingMemoryBound(to: Float.self)
        kernels.head(&h)
    }

    override func sample(
        _ pixels: UnsafePointer<UInt32>, count: Int, of features: UnsafePointer<Float>, featureWidth: Int, width: Int,
        first: Int, to outputs: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>?)
    ) {
        var s = pansecb_sample()
        s.features = features
        s.feature_width = Int32(truncatingIfNeeded: featureWidth)
        s.width = Int32(truncatingIfNeeded: width)
        s.pixels = pixels
        s.count = count
        s.weights = UnsafePointer(packed.weights.phase(0))
        s.phase_stride = packed.weights.blocks * packed.inputs * 16
        s.bias = UnsafePointer(packed.bias)
        s.first = Int32(truncatingIfNeeded: first)
        s.channels = outputs.1 == nil ? 1 : 2
        s.outputs.0 = outputs.0
        s.outputs.1 = outputs.1
        kernels.sample(&s)
    }
}
