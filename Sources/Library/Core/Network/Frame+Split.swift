import CShims

// Convolutions of split pixels, in matrix registers. What is read is split once for some rows of output.
extension Frame {
    /// The four convolutions of a block in a band of rows, as `block` does it. Rows of input, and rows between the
    /// pairs, lie in turn in three places.
    func splitBlock(_ step: Step, band: Int, _ memory: RowScratch) {
        guard let second = step.second, let later = step.later else { return }
        let width = paddedWidth >> step.level, height = paddedHeight >> step.level, channels = step.packed.layer.inputs
        let input = UnsafePointer(buffer(step.input)), output = buffer(step.output), rowFloats = width * channels
        let first = band * Band.rows, end = min(height, first + Band.rows),
            rows = SplitRows(memory, width: width, channels: channels)
        let between = rows[6]
        func place(_ y: Int, _ ring: Int) -> UnsafeMutablePointer<UInt16>? {
            y < 0 || y >= height ? nil : rows[ring + y % 3]
        }
        func around(_ y: Int, _ ring: Int) -> SplitTriple {
            SplitTriple(above: place(y - 1, ring), middle: place(y, ring), below: place(y + 1, ring))
        }
        for y in first - 3...end {
            if y + 1 >= 0 && y + 1 < height {
                forEachRange(step, rows: max(0, y - 1), min(height - 1, y + 3), tile: 1) { range in
                    split(input + (y + 1) * rowFloats, channels, widened(range, 2, width), rows[(y + 1) % 3])
                }
            }
            if y >= max(0, first - 1) && y < height {
                forEachRange(step, rows: max(0, y - 1), min(height - 1, y + 1), tile: 1) { range in
                    splitColumn(step.packed, around(y, 0), between, rows, widened(range, 2, width), memory)
                    splitRow(second, between, rows, widened(range, 1, width), memory) {
                        $0.split_output = rows[3 + y % 3]
                    }
                }
            }
            let done = y - 1
            if done >= first {
                forEachRange(step, rows: done, done, tile: 1) { range in
                    splitColumn(later.column, around(done, 3), between, rows, widened(range, 1, width), memory)
                    splitRow(later.row, between, rows, range, memory) { c in
                        c.output = output + done * rowFloats
                        c.residual = input + done * rowFloats
                    }
                }
            }
        }
    }

    /// Some rows of a downsampling layer.
    func splitDown(_ step: Step, group: Int, _ memory: RowScratch) {
        let layer = step.packed.layer, width = paddedWidth >> step.level, height = paddedHeight >> step.level
        let first = group * SplitRows.outputs, count = min(SplitRows.outputs, height / 2 - first)
        let input = UnsafePointer(buffer(step.input)), rowFloats = width * layer.inputs,
            rows = SplitRows(memory, width: width, channels: layer.inputs)
        for i in 0...2 * count where 2 * first + i > 0 {
            split(input + (2 * first + i - 1) * rowFloats, layer.inputs, 0..<width, rows[i])
            rows.clearEdges(rows[i], reach: 1)
        }
        var c = splitConvolution(step.packed, phase: 0, 0..<width / 2, memory)
        c.input_step = 2
        for i in 0..<count {
            let y = first + i, output = buffer(step.output) + y * (width / 2) * layer.outputs
            for tap in 0..<9 {
                let isOutside = y == 0 && tap < 3
                pansecb_set_split_row(
                    &c, Int32(truncatingIfNeeded: tap),
                    isOutside ? nil : rows[2 * i + tap / 3] + (tap % 3 - 1) * rows.pixel)
            }
            c.output = output
            kernels.split_convolution(&c)
            let upper = input + 2 * y * rowFloats
            pool(step.packed, upper, upper + rowFloats, width: width / 2, inputStride: layer.inputs, output)
        }
    }

    /// Some rows of input of a transposed convolution: twice as many of output.
    func splitUp(_ step: Step, group: Int, _ memory: RowScratch) {
        let layer = step.packed.layer, width = paddedWidth >> step.level, height = paddedHeight >> step.level
        let first = group * SplitRows.outputs, count = min(SplitRows.outputs, height - first)
        let input = UnsafePointer(buffer(step.input)), rowFloats = width * layer.inputs,
            rows = SplitRows(memory, width: width, channels: layer.inputs)
        forEachRange(step, rows: first, first + count - 1, tile: 1) { range in
            for i in 0...count where first + i < height {
                split(input + (first + i) * rowFloats, layer.inputs, widened(range, 1, width), rows[i])
                rows.clearEdges(rows[i], reach: 1)
            }
            for phase in 0..<4 {
                var c = splitConvolution(step.packed, phase: phase, range, memory)
                c.output_stride = Int32(truncatingIfNeeded: 2 * layer.outputs)
                for i in 0..<count {
                    for tap in 0..<Int(c.taps) {
                        let offset = Phase.offset(layer, phase, tap), isInside = first + i + offset.y < height
                        pansecb_set_split_row(
                            &c, Int32(truncatingIfNeeded: tap),
                            isInside ? rows[i + offset.y] + (range.lowerBound + offset.x) * rows.pixel : nil)
                    }
                    let row = 2 * (first + i) + phase / 2
                    c.output =
                        buffer(step.output) + (row * 2 * width + 2 * range.lowerBound + phase % 2) * layer.outputs
                    kernels.split_convolution(&c)
                }
            }
        }
    }

    /// One row of a 3x1 convolution, split again; zeros beside it.
    private func splitColumn(
        _ packed: PackedLayer, _ sources: SplitTriple, _ output: UnsafeMutablePointer<UInt16>, _ rows: SplitRows,
        _ range: Range<Int>,
        _ memory: RowScratch
    ) {
        var c = splitConvolution(packed, phase: 0, range, memory)
        let skipped = range.lowerBound * rows.pixel
        pansecb_set_split_row(&c, 0, sources.above.map { $0 + skipped })
        pansecb_set_split_row(&c, 1, sources.middle.map { $0 + skipped })
        pansecb_set_split_row(&c, 2, sources.below.map { $0 + skipped })
        c.split_output = output + skipped
        kernels.split_convolution(&c)
        rows.clearEdges(output, reach: packed.layer.dilation)
    }

    /// One row of a 1x3 convolution. `target` says where pixel 0 of it goes.
    private func splitRow(
        _ packed: PackedLayer, _ source: UnsafeMutablePointer<UInt16>, _ rows: SplitRows, _ range: Range<Int>,
        _ memory: RowScratch,
        target: (inout pansecb_split_convolution) -> Void
    ) {
        var c = splitConvolution(packed, phase: 0, range, memory)
        for tap in 0..<3 {
            let x = range.lowerBound + (tap - 1) * packed.layer.dilation
            pansecb_set_split_row(&c, Int32(truncatingIfNeeded: tap), source + x * rows.pixel)
        }
        target(&c)
        let skipped = range.lowerBound * packed.layer.outputs
        c.output = c.output.map { $0 + skipped }
        c.residual = c.residual.map { $0 + skipped }
        c.split_output = c.split_output.map { $0 + 2 * skipped }
        kernels.split_convolution(&c)
    }

    /// Splits the pixels `range` of a row.
    private func split(
        _ row: UnsafePointer<Float>, _ channels: Int, _ range: Range<Int>, _ output: UnsafeMutablePointer<UInt16>
    ) {
        var s = pansecb_split()
        s.input = row + range.lowerBound * channels
        s.pixels = Int32(truncatingIfNeeded: range.count)
        s.channels = Int32(truncatingIfNeeded: channels)
        s.output = output + 2 * range.lowerBound * channels
        kernels.split(&s)
    }

    /// A convolution of the layer, for so many pixels as the range has, without rows and output.
    private func splitConvolution(_ packed: PackedLayer, phase: Int, _ range: Range<Int>, _ memory: RowScratch)
        -> pansecb_split_convolution
    {
        var c = pansecb_split_convolution()
        c.taps = Int32(truncatingIfNeeded: Phase.taps(packed.layer.kind, phase))
        c.input_channels = Int32(truncatingIfNeeded: packed.layer.inputs)
        c.input_step = 1
        c.output_width = Int32(truncatingIfNeeded: range.count)
        c.output_blocks = Int32(truncatingIfNeeded: packed.blocks)
        c.output_stride = Int32(truncatingIfNeeded: packed.layer.outputs)
        c.relu = 1
        c.weights = UnsafePointer(packed.splitWeights(phase))
        c.bias = UnsafePointer(packed.bias)
        c.scratch = memory.winograd
        return c
    }
}

/// The rows that a 3x1 convolution reads; nil outside of the image.
private struct SplitTriple {
    let above: UnsafeMutablePointer<UInt16>?, middle: UnsafeMutablePointer<UInt16>?,
        below: UnsafeMutablePointer<UInt16>?
}
