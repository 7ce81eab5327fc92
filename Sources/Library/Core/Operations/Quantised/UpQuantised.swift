import CShims

/// A transposed convolution, quantised: one input row and two output rows at a time.
final class UpQuantised: Operation {
    private let packed: PackedQuantised

    init(_ node: Int, _ layers: [Layer], _ kernels: pansecb_kernels, _ memory: inout PackingMemory) {
        packed = PackedQuantised(layers[0], kernels, &memory)
        super.init(node, layers, kernels)
    }

    override var form: StaticString { "quantised" }
    override var numberBytes: Int { 1 }
    /// Right and down.
    override var reach: Int { 1 }

    override func set(layer: Int, _ scales: QuantisedScales) { packed.set(scales) }

    override func set(layer: Int, _ tensor: LayerTensor, _ values: UnsafePointer<Float>) { packed.set(tensor, values) }

    override func scratchBytes(width: Int) -> Int { PackedQuantised.scratchBytes(inputs: packed.inputs) }

    override func items(_ frame: Frame, height: Int) -> Int { height }

    /// Each of the four phases writes every second pixel of one of the rows.
    override func run(_ y: Int, _ work: Work) {
        let rowBytes = work.width * packed.inputs
        let output = UnsafeMutableRawPointer(work.output).assumingMemoryBound(to: UInt8.self)
        work.forEachRange(rows: y...y) { range in
            for phase in 0..<4 {
                var c = packed.arguments(phase: phase, width: work.width, scratch: work.scratch)
                c.setTaps(packed.geometry[phase]) { work.inputRow(y + $0, bytes: rowBytes) }
                c.output = output + ((2 * y + phase / 2) * 2 * work.width + phase % 2) * packed.outputs
                c.confine(to: range)
                kernels.quantised_convolution(&c)
            }
        }
    }
}
