import CShims

/// A 3x1 and a 1x3 convolution in Winograd form, in strips of a few rows, so that what lies between them stays in the cache and takes no buffer of its own.
/// With dilation d a strip's rows lie d apart: they are the outputs of one Winograd tile down the column.
enum Pair {
    /// Rows of a strip.
    static func rows(_ packed: PackedLayer) -> Int { packed.tileOutputs }
    static let mostRows = Int(PANSECB_WINOGRAD_OUTPUTS)

    /// Strips of an image; the last ones may have fewer rows, or none.
    static func strips(_ packed: PackedLayer, height: Int) -> Int { WinogradTiles.count(height, packed.layer.dilation, rows(packed)) }
}

extension Frame {
    func pair(_ step: Step, strip: Int, _ memory: RowScratch) {
        guard let second = step.second else { return }
        let width = paddedWidth >> step.level, height = paddedHeight >> step.level, dilation = step.packed.layer.dilation
        let first = WinogradTiles.start(strip, dilation, Pair.rows(step.packed))
        if first >= height { return }
        let rows = min(Pair.rows(step.packed), (height - first + dilation - 1) / dilation)
        forEachRange(step, rows: first, first + (rows - 1) * dilation, tile: second.tileOutputs) { range in
            // The second convolution looks at neighbours of what it writes.
            let around = max(0, range.lowerBound - dilation)..<min(width, range.upperBound + dilation)
            columnTiles(step.packed, UnsafePointer(buffer(step.input)), first, rows, around, width, height, memory)
            rowTiles(second, buffer(step.output), first, rows, range, width, memory)
        }
    }

    /// The 3x1 convolution of a strip, from rows of the image to the rows of the strip.
    private func columnTiles(
        _ packed: PackedLayer, _ input: UnsafePointer<Float>, _ first: Int, _ rows: Int, _ range: Range<Int>,
        _ width: Int, _ height: Int, _ memory: RowScratch
    ) {
        let rowFloats = width * packed.layer.inputs, dilation = packed.layer.dilation
        var tiles = winogradTiles(packed, memory)
        tiles.columns(range) { i in
            let y = first + (i - 1) * dilation
            return y >= 0 && y < height ? input + y * rowFloats : nil
        } target: { i in
            i < rows ? memory.strip + i * rowFloats : nil
        }
    }

    /// The 1x3 convolution of a strip's rows, into the image.
    private func rowTiles(
        _ packed: PackedLayer, _ output: UnsafeMutablePointer<Float>, _ first: Int, _ rows: Int, _ range: Range<Int>, _ width: Int,
        _ memory: RowScratch
    ) {
        let rowFloats = width * packed.layer.inputs, dilation = packed.layer.dilation, size = packed.tileOutputs
        // With dilation the tiles of a line are interleaved; parts of a line are asked for without only.
        let wanted = dilation == 1 ? range.lowerBound / size..<(range.upperBound + size - 1) / size : 0..<WinogradTiles.count(width, dilation, size)
        var tiles = winogradTiles(packed, memory)
        for row in 0..<rows {
            tiles.row(
                memory.strip + row * rowFloats, output + (first + row * dilation) * rowFloats, width: width, dilation: dilation, tiles: wanted)
        }
        tiles.flush()
    }

    private func winogradTiles(_ packed: PackedLayer, _ memory: RowScratch) -> WinogradTiles {
        var w = pansecb_winograd()
        w.tile_outputs = Int32(truncatingIfNeeded: packed.tileOutputs)
        w.input_channels = Int32(truncatingIfNeeded: packed.layer.inputs)
        w.output_blocks = Int32(truncatingIfNeeded: packed.blocks)
        w.adds = packed.layer.addsBlockInput ? 1 : 0
        w.relu = 1
        w.weights = UnsafePointer(packed.weights)
        w.bias = UnsafePointer(packed.bias)
        w.scratch = memory.winograd
        return WinogradTiles(w, kernels, inputs: memory.inputs, outputs: memory.outputs, zeros: memory.zeros)
    }
}
