import CShims

/// A block of few channels: all four convolutions together, in bands of rows. `BlockDirect` and `BlockQuantised` are
/// its forms.
class BlockBands: Operation {
    let channels: Int
    /// Pixels beside a range that the convolutions of each pair read.
    private let firstDilation: Int, secondDilation: Int

    init(_ node: Int, _ layers: [Layer], _ kernels: pansecb_kernels) {
        channels = layers[0].inputs
        firstDilation = layers[0].dilation
        secondDilation = layers[2].dilation
        super.init(node, layers, kernels)
    }

    override var reach: Int { firstDilation + secondDilation }

    /// Bytes of memory for pixels at the edges of a row.
    var edgeBytes: Int { 0 }

    /// A row of convolution `layer` of the four, in the pixels `range`.
    /// - Parameters:
    ///   - edge: memory for pixels at the edges of a row.
    ///   - residual: a row that is added; nil: none.
    ///   - input: returns the input row at a vertical offset; nil outside the image.
    func convolve(
        _ layer: Int, _ work: Work, edge: UnsafeMutableRawPointer, to output: UnsafeMutableRawPointer,
        residual: UnsafeRawPointer?, _ range: Range<Int>, input: (Int) -> UnsafeRawPointer?
    ) {}

    /// Scratch memory: pixels at the edges of a row; the rows between the pairs that the second 3x1 convolution reads;
    /// and a row for each pair.
    private struct Rows {
        let edge: UnsafeMutableRawPointer
        private let ring: UnsafeMutableRawPointer, rowBytes: Int
        let opening: UnsafeMutableRawPointer, closing: UnsafeMutableRawPointer

        init(_ layout: inout ScratchLayout, rowBytes: Int, edgeBytes: Int) {
            self.rowBytes = rowBytes
            edge = layout.bytes(edgeBytes)
            ring = layout.bytes(3 * rowBytes)
            opening = layout.bytes(rowBytes)
            closing = layout.bytes(rowBytes)
        }

        /// Row `y` between the pairs, in a ring of three.
        subscript(y: Int) -> UnsafeMutableRawPointer { ring + y % 3 * rowBytes }
    }

    private func rowBytes(_ width: Int) -> Int { width * channels * numberBytes }

    override func scratchBytes(width: Int) -> Int {
        var layout = ScratchLayout()
        _ = Rows(&layout, rowBytes: rowBytes(width), edgeBytes: edgeBytes)
        return layout.size
    }

    override func items(_ frame: Frame, height: Int) -> Int { Band.count(height: height) }

    override func run(_ item: Int, _ work: Work) {
        let height = work.height, rowBytes = rowBytes(work.width), band = Band.range(item, height: height)
        let image = UnsafeRawPointer(work.input), output = UnsafeMutableRawPointer(work.output)
        var layout = ScratchLayout(work.scratch)
        let rows = Rows(&layout, rowBytes: rowBytes, edgeBytes: edgeBytes)
        for y in band.lowerBound - 1...band.upperBound {
            if y >= 0 && y < height {
                // The rows above and below depend on this one, and each pixel on its neighbours.
                work.forEachRange(rows: max(0, y - 1)...min(height - 1, y + 1)) { range in
                    let range = work.grown(range, by: secondDilation)
                    convolve(
                        0, work, edge: rows.edge, to: rows.opening, residual: nil, work.grown(range, by: firstDilation)
                    ) { work.inputRow(y + $0, bytes: rowBytes) }
                    convolve(1, work, edge: rows.edge, to: rows[y], residual: nil, range) { _ in
                        UnsafeRawPointer(rows.opening)
                    }
                }
            }
            let done = y - 1
            if done >= band.lowerBound {
                work.forEachRange(rows: done...done) { range in
                    convolve(
                        2, work, edge: rows.edge, to: rows.closing, residual: nil, work.grown(range, by: secondDilation)
                    ) { done + $0 >= 0 && done + $0 < height ? UnsafeRawPointer(rows[done + $0]) : nil }
                    convolve(
                        3, work, edge: rows.edge, to: output + done * rowBytes, residual: image + done * rowBytes, range
                    ) { _ in UnsafeRawPointer(rows.closing) }
                }
            }
        }
    }
}
