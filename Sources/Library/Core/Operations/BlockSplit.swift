import CShims

/// A block with split pixels: all four convolutions together, in bands of rows.
final class BlockSplit: Operation {
    private typealias Half = (column: PackedLayer<PackedSplit>, row: PackedLayer<PackedSplit>)

    private let opening: Half, closing: Half
    private let channels: Int

    init(_ node: Int, _ layers: [Layer], _ kernels: pansecb_kernels, _ memory: inout PackingMemory) {
        opening = (PackedLayer(layers[0], &memory), PackedLayer(layers[1], &memory))
        closing = (PackedLayer(layers[2], &memory), PackedLayer(layers[3], &memory))
        channels = layers[0].inputs
        super.init(node, layers, kernels)
    }

    override var form: StaticString { "split" }
    override var usesMatrices: Bool { true }
    override var reach: Int { opening.column.dilation + closing.column.dilation }

    override func set(layer: Int, _ tensor: LayerTensor, _ values: UnsafePointer<Float>) {
        let pair = layer < 2 ? opening : closing
        (layer % 2 == 0 ? pair.column : pair.row).set(tensor, values)
    }

    /// Row numbers in the worker's memory. Rows of input and rows between the pairs each have a ring of three.
    private enum Place {
        static let input = 0, between = 3, scratch = 6, count = 7
    }

    override func scratchBytes(width: Int) -> Int {
        SplitRows.bytes(rows: Place.count, width: width, channels: channels)
    }

    override func items(_ frame: Frame, height: Int) -> Int { Band.count(height: height) }

    override func run(_ item: Int, _ work: Work) {
        let width = work.width, height = work.height, rowFloats = width * channels
        let band = Band.range(item, height: height)
        let rows = SplitRows(work.scratch, width: width, channels: channels, kernels), scratch = rows[Place.scratch]
        for y in band.lowerBound - 3...band.upperBound {
            if y + 1 >= 0 && y + 1 < height {
                work.forEachRange(rows: max(0, y - 1)...min(height - 1, y + 3)) { range in
                    rows.split(
                        work.input + (y + 1) * rowFloats, work.grown(range, by: 2), to: rows[Place.input + (y + 1) % 3])
                }
            }
            if y >= max(0, band.lowerBound - 1) && y < height {
                work.forEachRange(rows: max(0, y - 1)...min(height - 1, y + 1)) { range in
                    column(
                        opening.column, rows, from: Place.input, row: y, of: height, to: scratch,
                        work.grown(range, by: 2))
                    row(opening.row, scratch, rows, work.grown(range, by: 1)) {
                        $0.split_output = rows[Place.between + y % 3]
                    }
                }
            }
            let done = y - 1
            if done >= band.lowerBound {
                work.forEachRange(rows: done...done) { range in
                    column(
                        closing.column, rows, from: Place.between, row: done, of: height, to: scratch,
                        work.grown(range, by: 1))
                    row(closing.row, scratch, rows, range) { c in
                        c.output = work.output + done * rowFloats
                        c.residual = work.input + done * rowFloats
                    }
                }
            }
        }
    }

    /// Row `y` of a 3x1 convolution, split again, with zeros on both sides.
    /// - Parameter place: where the rows that it reads are.
    private func column(
        _ packed: PackedLayer<PackedSplit>, _ rows: SplitRows, from place: Int, row y: Int, of height: Int,
        to output: UnsafeMutablePointer<UInt16>, _ range: Range<Int>
    ) {
        var c = arguments(packed, rows, range)
        let skipped = range.lowerBound * rows.pixel
        for tap in 0..<3 {
            let source = y + packed.weights.geometry[0][tap: tap].y
            pansecb_set_split_row(
                &c, Int32(truncatingIfNeeded: tap),
                source >= 0 && source < height ? rows[place + source % 3] + skipped : nil)
        }
        c.split_output = output + skipped
        kernels.split_convolution(&c)
        rows.clearEdges(output, reach: packed.dilation)
    }

    /// One row of a 1x3 convolution. `target` points to its pixel 0.
    private func row(
        _ packed: PackedLayer<PackedSplit>, _ source: UnsafeMutablePointer<UInt16>, _ rows: SplitRows,
        _ range: Range<Int>, target: (inout pansecb_split_convolution) -> Void
    ) {
        var c = arguments(packed, rows, range)
        for tap in 0..<3 {
            let x = range.lowerBound + packed.weights.geometry[0][tap: tap].x
            pansecb_set_split_row(&c, Int32(truncatingIfNeeded: tap), source + x * rows.pixel)
        }
        target(&c)
        let skipped = range.lowerBound * channels
        c.output = c.output.map { $0 + skipped }
        c.residual = c.residual.map { $0 + skipped }
        c.split_output = c.split_output.map { $0 + 2 * skipped }
        kernels.split_convolution(&c)
    }

    private func arguments(
        _ packed: PackedLayer<PackedSplit>, _ rows: SplitRows, _ range: Range<Int>
    ) -> pansecb_split_convolution {
        var c = packed.weights.arguments(phase: 0, pixels: range.count, scratch: rows.sums)
        c.bias = UnsafePointer(packed.bias)
        c.relu = 1
        return c
    }
}
