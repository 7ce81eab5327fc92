import CShims

/// A block, directly: all four convolutions together, in bands of rows.
final class BlockDirect: Operation {
    private typealias Half = (column: PackedLayer<PackedDirect>, row: PackedLayer<PackedDirect>)

    private let opening: Half, closing: Half
    private let channels: Int

    init(_ node: Int, _ layers: [Layer], _ kernels: pansecb_kernels, _ memory: inout PackingMemory) {
        opening = (PackedLayer(layers[0], &memory), PackedLayer(layers[1], &memory))
        closing = (PackedLayer(layers[2], &memory), PackedLayer(layers[3], &memory))
        channels = layers[0].inputs
        super.init(node, layers, kernels)
    }

    override var form: StaticString { "direct" }
    override var reach: Int { opening.column.dilation + closing.column.dilation }

    override func set(layer: Int, _ tensor: LayerTensor, _ values: UnsafePointer<Float>) {
        let pair = layer < 2 ? opening : closing
        (layer % 2 == 0 ? pair.column : pair.row).set(tensor, values)
    }

    /// Scratch memory: pixels at the edges of a row; the rows between the pairs that the second 3x1 convolution reads;
    /// and a row for each pair.
    private struct Rows {
        let edge: UnsafeMutablePointer<Float>
        private let ring: UnsafeMutablePointer<Float>, rowFloats: Int
        let opening: UnsafeMutablePointer<Float>, closing: UnsafeMutablePointer<Float>

        init(_ layout: inout ScratchLayout, width: Int, channels: Int) {
            rowFloats = width * channels
            edge = layout.floats(PackedDirect.scratchFloats(inputs: channels))
            ring = layout.floats(3 * rowFloats)
            opening = layout.floats(rowFloats)
            closing = layout.floats(rowFloats)
        }

        /// Row `y` between the pairs, in a ring of three.
        subscript(y: Int) -> UnsafeMutablePointer<Float> { ring + y % 3 * rowFloats }
    }

    override func scratchBytes(width: Int) -> Int {
        var layout = ScratchLayout()
        _ = Rows(&layout, width: width, channels: channels)
        return layout.bytes
    }

    override func items(_ frame: Frame, height: Int) -> Int { Band.count(height: height) }

    override func run(_ item: Int, _ work: Work) {
        let height = work.height, rowFloats = work.width * channels, band = Band.range(item, height: height)
        var layout = ScratchLayout(work.scratch)
        let rows = Rows(&layout, width: work.width, channels: channels)
        for y in band.lowerBound - 1...band.upperBound {
            if y >= 0 && y < height {
                // The rows above and below depend on this one, and each pixel on its neighbours.
                work.forEachRange(rows: max(0, y - 1)...min(height - 1, y + 1)) { range in
                    let range = work.grown(range, by: closing.column.dilation)
                    column(opening.column, work, edge: rows.edge, to: rows.opening, range) {
                        work.inputRow(y + $0, channels: channels)
                    }
                    row(opening.row, work, edge: rows.edge, rows.opening, to: rows[y], residual: nil, range)
                }
            }
            let done = y - 1
            if done >= band.lowerBound {
                work.forEachRange(rows: done...done) { range in
                    column(closing.column, work, edge: rows.edge, to: rows.closing, range) {
                        done + $0 >= 0 && done + $0 < height ? UnsafePointer(rows[done + $0]) : nil
                    }
                    row(
                        closing.row, work, edge: rows.edge, rows.closing, to: work.output + done * rowFloats,
                        residual: work.input + done * rowFloats, range)
                }
            }
        }
    }

    /// One row of a 3x1 convolution, for a 1x3 convolution in `range`.
    /// - Parameter input: returns the input row at a vertical offset; nil outside the image.
    private func column(
        _ packed: PackedLayer<PackedDirect>, _ work: Work, edge: UnsafeMutablePointer<Float>,
        to output: UnsafeMutablePointer<Float>, _ range: Range<Int>, input: (Int) -> UnsafePointer<Float>?
    ) {
        var c = packed.weights.arguments(phase: 0, width: work.width, scratch: edge)
        c.setTaps(packed.weights.geometry[0], input)
        c.bias = UnsafePointer(packed.bias)
        c.relu = 1
        c.output = output
        c.confine(to: work.grown(range, by: packed.dilation))
        kernels.convolution(&c)
    }

    /// One row of a 1x3 convolution, in `range`.
    private func row(
        _ packed: PackedLayer<PackedDirect>, _ work: Work, edge: UnsafeMutablePointer<Float>,
        _ input: UnsafePointer<Float>, to output: UnsafeMutablePointer<Float>, residual: UnsafePointer<Float>?,
        _ range: Range<Int>
    ) {
        var c = packed.weights.arguments(phase: 0, width: work.width, scratch: edge)
        c.setTaps(packed.weights.geometry[0]) { _ in input }
        c.bias = UnsafePointer(packed.bias)
        c.relu = 1
        c.output = output
        c.residual = residual
        c.confine(to: range)
        kernels.convolution(&c)
    }
}
