import CShims

/// A downsampling module with split pixels: some rows of output at a time.
final class DownSplit: Operation {
    private let packed: PackedLayer<PackedSplit>
    private let downsampling: Downsampling

    init(_ node: Int, _ layers: [Layer], _ kernels: pansecb_kernels, _ memory: inout PackingMemory) {
        packed = PackedLayer(layers[0], &memory)
        downsampling = Downsampling(layers[0], &memory)
        super.init(node, layers, kernels)
    }

    override var form: StaticString { "split" }
    override var usesMatrices: Bool { true }

    override func set(layer: Int, _ tensor: LayerTensor, _ values: UnsafePointer<Float>) {
        if tensor != .poolScale { packed.set(tensor, values) }
        downsampling.set(tensor, values)
    }

    /// The input rows of four output rows at stride 2.
    private static let rowCount = 2 * SplitRows.outputs + 1

    override func scratchBytes(width: Int) -> Int {
        SplitRows.bytes(rows: DownSplit.rowCount, width: width, channels: packed.inputs)
    }

    override func items(_ frame: Frame, height: Int) -> Int { SplitRows.groups(height: height / 2) }

    override func run(_ group: Int, _ work: Work) {
        let width = work.width, rowFloats = width * packed.inputs
        let first = group * SplitRows.outputs, count = min(SplitRows.outputs, work.height / 2 - first)
        let rows = SplitRows(work.scratch, width: width, channels: packed.inputs, kernels)
        for i in 0...2 * count where 2 * first + i > 0 {
            rows.split(work.input + (2 * first + i - 1) * rowFloats, 0..<width, to: rows[i])
            rows.clearEdges(rows[i], reach: 1)
        }
        var c = packed.weights.arguments(phase: 0, pixels: width / 2, scratch: rows.sums)
        c.bias = UnsafePointer(packed.bias)
        c.relu = 1
        c.output_stride = Int32(truncatingIfNeeded: packed.outputs)
        for i in 0..<count {
            let y = first + i, output = work.output + y * (width / 2) * packed.outputs
            for tap in 0..<9 {
                let isOutside = y == 0 && tap < 3
                pansecb_set_split_row(
                    &c, Int32(truncatingIfNeeded: tap),
                    isOutside ? nil : rows[2 * i + tap / 3] + (tap % 3 - 1) * rows.pixel)
            }
            c.output = output
            kernels.split_convolution(&c)
            let upper = work.input + 2 * y * rowFloats
            downsampling.pool(
                kernels, upper: upper, lower: upper + rowFloats, stride: packed.inputs, width: width / 2, to: output)
        }
    }
}
