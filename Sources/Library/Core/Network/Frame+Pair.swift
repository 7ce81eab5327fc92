import CShims

/// A 3x1 and a 1x3 convolution in strips of a few rows, so that what lies between them stays in the cache and takes no
/// buffer of its own. With dilation d a strip's rows lie d apart: in Winograd form they are the outputs of one tile
/// down the column.
enum Pair {
    /// Rows of a strip.
    static func rows(_ packed: PackedLayer) -> Int { packed.form.tileOutputs ?? 1 }
    static let mostRows = Int(PANSECB_WINOGRAD_OUTPUTS)

    /// Strips of an image; the last ones may have fewer rows, or none.
    static func strips(_ packed: PackedLayer, height: Int) -> Int {
        WinogradTiles.count(height, packed.layer.dilation, rows(packed))
    }
}

/// Rows first, first + dilation ... of a strip, and the pixels of them that are wanted.
struct Strip {
    var first: Int, rows: Int, range: Range<Int>
    let width: Int, height: Int, dilation: Int

    /// The second convolution of a pair looks at neighbours of what it writes.
    var around: Range<Int> { max(0, range.lowerBound - dilation)..<min(width, range.upperBound + dilation) }

    /// Number in the image of row `i`; of what is read above and below the strip too.
    func row(_ i: Int) -> Int { first + i * dilation }
    /// The same, or nil outside of the image.
    func inside(_ i: Int) -> Int? { row(i) >= 0 && row(i) < height ? row(i) : nil }
}

extension Frame {
    func pair(_ step: Step, strip: Int, _ memory: RowScratch) {
        guard let second = step.second, let outputs = second.form.tileOutputs else { return }
        let width = paddedWidth >> step.level, height = paddedHeight >> step.level,
            dilation = step.packed.layer.dilation
        let first = WinogradTiles.start(strip, dilation, Pair.rows(step.packed))
        if first >= height { return }
        let rows = min(Pair.rows(step.packed), (height - first + dilation - 1) / dilation)
        let input = UnsafePointer(buffer(step.input)), output = buffer(step.output)
        var strip = Strip(first: first, rows: rows, range: 0..<width, width: width, height: height, dilation: dilation)
        forEachRange(step, rows: first, strip.row(rows - 1), tile: outputs) { range in
            strip.range = range
            columnTiles(step.packed, input, strip, outputs, memory)
            rowTiles(second, output, strip, outputs, memory)
        }
    }

    /// The 3x1 convolution of a strip, from rows of the image to the rows of the strip.
    private func columnTiles(
        _ packed: PackedLayer, _ input: UnsafePointer<Float>, _ strip: Strip, _ tileOutputs: Int, _ memory: RowScratch
    ) {
        let rowFloats = strip.width * packed.layer.inputs
        var tiles = winogradTiles(packed, tileOutputs, memory)
        tiles.columns(strip.around) { i in
            strip.inside(i - 1).map { input + $0 * rowFloats }
        } target: { i in
            i < strip.rows ? memory.strip + i * rowFloats : nil
        }
    }

    /// The 1x3 convolution of a strip's rows, into the image.
    private func rowTiles(
        _ packed: PackedLayer, _ output: UnsafeMutablePointer<Float>, _ strip: Strip, _ size: Int, _ memory: RowScratch
    ) {
        let width = strip.width, rowFloats = width * packed.layer.inputs, dilation = strip.dilation, range = strip.range
        // With dilation the tiles of a line are interleaved; parts of a line are asked for without only.
        let wanted =
            dilation == 1
            ? range.lowerBound / size..<(range.upperBound + size - 1) / size
            : 0..<WinogradTiles.count(width, dilation, size)
        var tiles = winogradTiles(packed, size, memory)
        for row in 0..<strip.rows {
            tiles.row(
                memory.strip + row * rowFloats, output + strip.row(row) * rowFloats, width: width, dilation: dilation,
                tiles: wanted)
        }
        tiles.flush()
    }

    private func winogradTiles(_ packed: PackedLayer, _ tileOutputs: Int, _ memory: RowScratch) -> WinogradTiles {
        var w = pansecb_winograd()
        w.tile_outputs = Int32(truncatingIfNeeded: tileOutputs)
        w.input_channels = Int32(truncatingIfNeeded: packed.layer.inputs)
        w.output_blocks = Int32(truncatingIfNeeded: packed.blocks)
        w.adds = packed.layer.addsBlockInput ? 1 : 0
        w.relu = 1
        w.weights = UnsafePointer(packed.weights)
        w.bias = UnsafePointer(packed.bias)
        w.scratch = memory.winograd
        return WinogradTiles(
            w, kernels, isSplit: packed.form == .splitWinograd, inputs: memory.inputs, outputs: memory.outputs,
            zeros: memory.zeros)
    }
}
