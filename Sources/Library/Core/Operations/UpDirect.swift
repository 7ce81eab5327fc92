import CShims

/// A transposed convolution, directly: one input row and two output rows at a time.
final class UpDirect: Operation {
    private let packed: PackedLayer<PackedDirect>

    init(_ node: Int, _ layers: [Layer], _ kernels: pansecb_kernels, _ memory: inout PackingMemory) {
        packed = PackedLayer(layers[0], &memory)
        super.init(node, layers, kernels)
    }

    override var form: StaticString { "direct" }
    /// Right and down.
    override var reach: Int { 1 }

    override func set(layer: Int, _ tensor: LayerTensor, _ values: UnsafePointer<Float>) { packed.set(tensor, values) }

    override func scratchBytes(width: Int) -> Int {
        4 * PackedDirect.scratchFloats(inputs: packed.inputs)
    }

    override func items(_ frame: Frame, height: Int) -> Int { height }

    /// Each of the four phases writes every second pixel of one of the rows.
    override func run(_ y: Int, _ work: Work) {
        let outputs = packed.outputs, edge = work.scratch.assumingMemoryBound(to: Float.self)
        work.forEachRange(rows: y...y) { range in
            for phase in 0..<4 {
                var c = packed.weights.arguments(phase: phase, width: work.width, scratch: edge)
                c.setTaps(packed.weights.geometry[phase]) { work.inputRow(y + $0, channels: packed.inputs) }
                c.bias = UnsafePointer(packed.bias)
                c.relu = 1
                c.output = work.output + ((2 * y + phase / 2) * 2 * work.width + phase % 2) * outputs
                c.confine(to: range)
                kernels.convolution(&c)
            }
        }
    }
}
