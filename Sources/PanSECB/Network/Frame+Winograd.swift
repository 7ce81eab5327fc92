import CShims

// 3x1 and 1x3 convolutions as Winograd tiles of four outputs. With dilation d the outputs of a tile lie d pixels apart: a
// line of pixels is d interleaved sequences.
extension Frame {
    /// Tiles of the step in groups of what the kernel takes at once. Some of the last ones may lie outside.
    func winogradItems(_ step: Step) -> Int {
        (winogradTiles(step) + Int(PANSECB_WINOGRAD_TILES) - 1) / Int(PANSECB_WINOGRAD_TILES)
    }

    private func winogradTiles(_ step: Step) -> Int {
        let width = paddedWidth >> step.level, height = paddedHeight >> step.level
        return step.packed.layer.kind == .column
            ? tilesOfLine(height, step.packed.layer.dilation) * width : tilesOfLine(width, step.packed.layer.dilation) * height
    }

    private func tilesOfLine(_ length: Int, _ dilation: Int) -> Int { (length + 4 * dilation - 1) / (4 * dilation) * dilation }

    /// Group `item` of the step's tiles. Neighbouring tiles read neighbouring pixels: along a row for columns; along the line for rows.
    func winograd(_ step: Step, item: Int, _ memory: RowScratch) {
        let layer = step.packed.layer, channels = layer.inputs, d = layer.dilation
        let width = paddedWidth >> step.level, height = paddedHeight >> step.level
        let vertical = layer.kind == .column
        let length = vertical ? height : width, pixelStride = (vertical ? width : 1) * channels
        let tilesAcross = vertical ? width : tilesOfLine(width, d)
        let input = UnsafePointer(buffer(step.input)), output = buffer(step.output), zeros = UnsafePointer(memory.zeros)
        let first = item * Int(PANSECB_WINOGRAD_TILES), end = min(first + Int(PANSECB_WINOGRAD_TILES), winogradTiles(step))
        var count = 0
        for tile in first..<end {
            let (row, column) = tile.quotientAndRemainder(dividingBy: tilesAcross)
            // The tile's number in its line says which of the d sequences it belongs to, and where in it.
            let number = vertical ? row : column
            let start = number / d * 4 * d + number % d
            if start >= length { continue }
            let line = vertical ? column * channels : row * width * channels
            for i in 0..<6 {
                let at = start + (i - 1) * d
                memory.inputs[6 * count + i] = at >= 0 && at < length ? input + (line + at * pixelStride) : zeros
            }
            for i in 0..<4 {
                let at = start + i * d
                memory.outputs[4 * count + i] = at < length ? output + (line + at * pixelStride) : nil
            }
            count += 1
        }
        if count == 0 { return }
        var w = pansecb_winograd()
        w.inputs = UnsafePointer(memory.inputs)
        w.outputs = UnsafePointer(memory.outputs)
        w.tiles = Int32(truncatingIfNeeded: count)
        w.input_channels = Int32(truncatingIfNeeded: channels)
        w.output_blocks = Int32(truncatingIfNeeded: step.packed.blocks)
        w.adds = layer.addsBlockInput ? 1 : 0
        w.relu = 1
        w.weights = UnsafePointer(step.packed.weights)
        w.bias = UnsafePointer(step.packed.bias)
        w.scratch = memory.winograd
        kernels.winograd(&w)
    }
}
