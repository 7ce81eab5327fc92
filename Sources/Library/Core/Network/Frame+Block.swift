import CShims

/// The four convolutions of a block with few channels, in bands of rows. Its maps are large and its multiplications
/// few: what lies between the convolutions stays in the cache, so that the block reads its input once and writes its
/// output once. The row above a band and the row below it are computed twice, by both bands.
enum Band {
    static let rows = 32
    /// Rows of working memory: those that the second 3x1 convolution looks at, and one for each pair.
    static let scratchRows = 5

    static func count(height: Int) -> Int { (height + rows - 1) / rows }
}

extension Frame {
    func block(_ step: Step, band: Int, _ memory: RowScratch) {
        guard let second = step.second, let later = step.later else { return }
        let width = paddedWidth >> step.level, height = paddedHeight >> step.level, channels = step.packed.layer.inputs
        let input = UnsafePointer(buffer(step.input)), output = buffer(step.output), rowFloats = width * channels
        let first = band * Band.rows, end = min(height, first + Band.rows)
        // Rows between the pairs lie in turn in three places.
        let ring = memory.strip, between = memory.strip + 3 * rowFloats, betweenLater = between + rowFloats
        for y in first - 1...end {
            if y >= 0 && y < height {
                let rows = (
                    y > 0 ? input + (y - 1) * rowFloats : nil, input + y * rowFloats,
                    y + 1 < height ? input + (y + 1) * rowFloats : nil
                )
                // The rows above and below are computed from this one, and each pixel from its neighbours.
                forEachRange(step, rows: max(0, y - 1), min(height - 1, y + 1), tile: 1) { range in
                    pair(
                        step.packed, second, rows, between, ring + y % 3 * rowFloats, residual: nil,
                        widened(range, 1, width), width, memory)
                }
            }
            let done = y - 1
            if done >= first {
                let above = done > 0 ? UnsafePointer(ring + (done - 1) % 3 * rowFloats) : nil
                let below = y < height ? UnsafePointer(ring + y % 3 * rowFloats) : nil
                let rows = (above, UnsafePointer(ring + done % 3 * rowFloats), below)
                forEachRange(step, rows: done, done, tile: 1) { range in
                    pair(
                        later.column, later.row, rows, betweenLater, output + done * rowFloats,
                        residual: input + done * rowFloats, range, width,
                        memory)
                }
            }
        }
    }

    /// One row of a 3x1 convolution and of the 1x3 convolution behind it, the latter in `range`.
    private func pair(
        _ column: PackedLayer, _ row: PackedLayer,
        _ rows: (UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?),
        _ between: UnsafeMutablePointer<Float>, _ output: UnsafeMutablePointer<Float>, residual: UnsafePointer<Float>?,
        _ range: Range<Int>,
        _ width: Int, _ memory: RowScratch
    ) {
        var c = convolution(column, phase: 0, inputWidth: width, memory)
        pansecb_set_tap(&c, 0, rows.0, 0)
        pansecb_set_tap(&c, 1, rows.1, 0)
        pansecb_set_tap(&c, 2, rows.2, 0)
        c.output = between
        confine(&c, to: widened(range, 1, width))
        kernels.convolution(&c)
        var r = convolution(row, phase: 0, inputWidth: width, memory)
        for tap in 0..<3 {
            pansecb_set_tap(
                &r, Int32(truncatingIfNeeded: tap), UnsafePointer(between), Int32(truncatingIfNeeded: tap) - 1)
        }
        r.output = output
        r.residual = residual
        confine(&r, to: range)
        kernels.convolution(&r)
    }

    /// A range of pixels and so many neighbours.
    func widened(_ range: Range<Int>, _ by: Int, _ width: Int) -> Range<Int> {
        max(0, range.lowerBound - by)..<min(width, range.upperBound + by)
    }
}
