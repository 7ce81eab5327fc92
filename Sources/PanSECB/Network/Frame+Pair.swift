import CShims

/// A 3x1 and a 1x3 convolution in Winograd form, in strips of a few rows, so that what lies between them stays in the cache and takes no buffer of its own.
/// With dilation d a strip's rows lie d apart: they are the outputs of one Winograd tile down the column.
enum Pair {
    /// Rows of a strip.
    static func rows(_ packed: PackedLayer) -> Int { packed.tileOutputs }
    static let mostRows = Int(PANSECB_WINOGRAD_OUTPUTS)

    /// Strips of an image; the last ones may have fewer rows, or none.
    static func strips(_ packed: PackedLayer, height: Int) -> Int { tiles(height, packed.layer.dilation, rows(packed)) }

    /// Tiles of `size` outputs that cover a line of pixels: `dilation` interleaved sequences.
    static func tiles(_ length: Int, _ dilation: Int, _ size: Int) -> Int { (length + size * dilation - 1) / (size * dilation) * dilation }

    /// First output of tile `number`.
    static func start(_ number: Int, _ dilation: Int, _ size: Int) -> Int { number / dilation * size * dilation + number % dilation }
}

extension Frame {
    func pair(_ step: Step, strip: Int, _ memory: RowScratch) {
        guard let second = step.second else { return }
        let width = paddedWidth >> step.level, height = paddedHeight >> step.level, dilation = step.packed.layer.dilation
        let first = Pair.start(strip, dilation, Pair.rows(step.packed))
        if first >= height { return }
        let rows = min(Pair.rows(step.packed), (height - first + dilation - 1) / dilation)
        forEachRange(step, rows: first, first + (rows - 1) * dilation, tile: second.tileOutputs) { range in
            // The second convolution looks at neighbours of what it writes.
            let around = max(0, range.lowerBound - dilation)..<min(width, range.upperBound + dilation)
            columnTiles(step.packed, UnsafePointer(buffer(step.input)), first, rows, around, width, height, memory)
            rowTiles(second, buffer(step.output), first, rows, range, width, memory)
        }
    }

    /// The 3x1 convolution of a strip: a tile for each column of pixels, from rows of the image to the rows of the strip.
    private func columnTiles(
        _ packed: PackedLayer, _ input: UnsafePointer<Float>, _ first: Int, _ rows: Int, _ range: Range<Int>,
        _ width: Int, _ height: Int, _ memory: RowScratch
    ) {
        let channels = packed.layer.inputs, rowFloats = width * channels, dilation = packed.layer.dilation
        let zeros = UnsafePointer(memory.zeros), size = packed.tileOutputs
        var x = range.lowerBound
        while x < range.upperBound {
            let count = min(Int(PANSECB_WINOGRAD_TILES), range.upperBound - x)
            for i in 0..<size + 2 {
                let y = first + (i - 1) * dilation
                let inside = y >= 0 && y < height
                for tile in 0..<count { memory.inputs[(size + 2) * tile + i] = inside ? input + (y * rowFloats + (x + tile) * channels) : zeros }
            }
            for i in 0..<size {
                for tile in 0..<count {
                    memory.outputs[size * tile + i] = i < rows ? memory.strip + (i * rowFloats + (x + tile) * channels) : nil
                }
            }
            var w = tileArguments(packed, tiles: count, memory)
            // The next tiles of the strip stand beside these, in the same rows.
            w.prefetch_lines = Int32(truncatingIfNeeded: min(Int(PANSECB_WINOGRAD_TILES), range.upperBound - x - count) * channels / 16)
            for i in 0..<size + 2 {
                let y = first + (i - 1) * dilation
                let inside = y >= 0 && y < height
                pansecb_winograd_set_prefetch(&w, Int32(truncatingIfNeeded: i), inside ? input + (y * rowFloats + (x + count) * channels) : nil)
            }
            kernels.winograd(&w)
            x += count
        }
    }

    /// The 1x3 convolution of a strip's rows, into the image.
    private func rowTiles(
        _ packed: PackedLayer, _ output: UnsafeMutablePointer<Float>, _ first: Int, _ rows: Int, _ range: Range<Int>, _ width: Int,
        _ memory: RowScratch
    ) {
        let channels = packed.layer.inputs, rowFloats = width * channels, dilation = packed.layer.dilation
        let zeros = UnsafePointer(memory.zeros), size = packed.tileOutputs
        // With dilation the tiles of a line are interleaved; parts of a line are asked for without only.
        let tiles = dilation == 1 ? range.lowerBound / size..<(range.upperBound + size - 1) / size : 0..<Pair.tiles(width, dilation, size)
        var count = 0
        for row in 0..<rows {
            let source = UnsafePointer(memory.strip + row * rowFloats), target = output + (first + row * dilation) * rowFloats
            for number in tiles {
                let start = Pair.start(number, dilation, size)
                if start >= width { continue }
                for i in 0..<size + 2 {
                    let x = start + (i - 1) * dilation
                    memory.inputs[(size + 2) * count + i] = x >= 0 && x < width ? source + x * channels : zeros
                }
                for i in 0..<size {
                    let x = start + i * dilation
                    memory.outputs[size * count + i] = x < width ? target + x * channels : nil
                }
                count += 1
                if count == Int(PANSECB_WINOGRAD_TILES) {
                    var w = tileArguments(packed, tiles: count, memory)
                    // The next tiles of the row write behind these: as many pixels again.
                    let lines = size * Int(PANSECB_WINOGRAD_TILES) * channels / 16 / (size + 2)
                    let next = target + (start / (size * dilation) + 1) * size * dilation * channels
                    w.prefetch_lines = Int32(truncatingIfNeeded: lines)
                    for i in 0..<size + 2 { pansecb_winograd_set_prefetch(&w, Int32(truncatingIfNeeded: i), UnsafeRawPointer(next) + 64 * lines * i) }
                    kernels.winograd(&w)
                    count = 0
                }
            }
        }
        if count > 0 {
            var w = tileArguments(packed, tiles: count, memory)
            kernels.winograd(&w)
        }
    }

    private func tileArguments(_ packed: PackedLayer, tiles: Int, _ memory: RowScratch) -> pansecb_winograd {
        var w = pansecb_winograd()
        w.inputs = UnsafePointer(memory.inputs)
        w.outputs = UnsafePointer(memory.outputs)
        w.tile_outputs = Int32(truncatingIfNeeded: packed.tileOutputs)
        w.tiles = Int32(truncatingIfNeeded: tiles)
        w.input_channels = Int32(truncatingIfNeeded: packed.layer.inputs)
        w.output_blocks = Int32(truncatingIfNeeded: packed.blocks)
        w.adds = packed.layer.addsBlockInput ? 1 : 0
        w.relu = 1
        w.weights = UnsafePointer(packed.weights)
        w.bias = UnsafePointer(packed.bias)
        w.scratch = memory.winograd
        return w
    }
}
