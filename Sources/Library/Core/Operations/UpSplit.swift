import CShims

/// A transposed convolution with split pixels: some input rows and twice as many output rows at a time.
final class UpSplit: Operation {
    private let packed: PackedLayer<PackedSplit>

    init(_ node: Int, _ layers: [Layer], _ kernels: pansecb_kernels, _ memory: inout PackingMemory) {
        packed = PackedLayer(layers[0], &memory)
        super.init(node, layers, kernels)
    }

    override var form: StaticString { "split" }
    override var usesMatrices: Bool { true }
    /// Right and down.
    override var reach: Int { 1 }

    override func set(layer: Int, _ tensor: LayerTensor, _ values: UnsafePointer<Float>) { packed.set(tensor, values) }

    override func scratchBytes(width: Int) -> Int {
        SplitRows.bytes(rows: SplitRows.outputs + 1, width: width, channels: packed.inputs)
    }

    override func items(_ frame: Frame, height: Int) -> Int { SplitRows.groups(height: height) }

    override func run(_ group: Int, _ work: Work) {
        let width = work.width, height = work.height, geometry = packed.weights.geometry
        let first = group * SplitRows.outputs, count = min(SplitRows.outputs, height - first)
        let rows = SplitRows(work.scratch, width: width, channels: packed.inputs, kernels)
        work.forEachRange(rows: first...first + count - 1) { range in
            for i in 0...count where first + i < height {
                rows.split(
                    work.input + (first + i) * width * packed.inputs, work.grown(range, by: 1), to: rows[i])
                rows.clearEdges(rows[i], reach: 1)
            }
            for phase in 0..<4 {
                var c = packed.weights.arguments(phase: phase, pixels: range.count, scratch: rows.sums)
                c.bias = UnsafePointer(packed.bias)
                c.relu = 1
                for i in 0..<count {
                    for tap in 0..<geometry[phase].count {
                        let place = geometry[phase][tap: tap], isInside = first + i + place.y < height
                        pansecb_set_split_row(
                            &c, Int32(truncatingIfNeeded: tap),
                            isInside ? rows[i + place.y] + (range.lowerBound + place.x) * rows.pixel : nil)
                    }
                    let row = 2 * (first + i) + phase / 2
                    c.output = work.output + (row * 2 * width + 2 * range.lowerBound + phase % 2) * packed.outputs
                    kernels.split_convolution(&c)
                }
            }
        }
    }
}
