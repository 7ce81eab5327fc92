import CShims

/// One row of a convolution: for each block of 16 output channels (or two), tiles of neighbouring pixels, summed over
/// the taps. A block's weights stay in the first-level cache for the whole row.
func convolution(_ arguments: UnsafePointer<pansecb_convolution>) {
    let c = arguments.pointee
    var block = 0
    #if PANSECB_AVX512
        while block + 2 <= Int(c.output_blocks) {
            blocks(WideTile.self, arguments, c, block)
            block += 2
        }
    #endif
    while block < Int(c.output_blocks) {
        blocks(Tile.self, arguments, c, block)
        block += 1
    }
}

/// The blocks of one tile, for the whole row.
@inline(__always)
private func blocks<Tile: RegisterTile>(
    _: Tile.Type, _ arguments: UnsafePointer<pansecb_convolution>, _ c: pansecb_convolution, _ block: Int
) {
    let blockStride = Int(c.taps) * Int(c.input_channels) * 16
    let weights = c.weights + block * blockStride
    var x = 0
    while x < Int(c.output_width) {
        var tile = Tile(c.bias + 16 * block)
        accumulate(&tile, arguments, c, x: x, weights: weights, blockStride: blockStride)
        finish(tile, c, x * Int(c.output_stride) + 16 * block, min(Tile.pixels, Int(c.output_width) - x))
        x += Tile.pixels
    }
}

@inline(__always)
private func accumulate<Tile: RegisterTile>(
    _ tile: inout Tile, _ arguments: UnsafePointer<pansecb_convolution>, _ c: pansecb_convolution, x: Int,
    weights: UnsafePointer<Float>, blockStride: Int
) {
    let channels = Int(c.input_channels), step = Int(c.input_step), width = Int(c.input_width)
    for tap in 0..<Int(c.taps) {
        guard let row = pansecb_row(arguments, Int32(truncatingIfNeeded: tap)) else { continue }
        let first = x * step + Int(pansecb_shift(arguments, Int32(truncatingIfNeeded: tap)))
        let last = first + (Tile.pixels - 1) * step
        if last < 0 || first >= width { continue }
        var source = row + first * channels, sourceStep = step * channels
        if first < 0 || last >= width {
            gather(row, width: width, channels: channels, first: first, step: step, pixels: Tile.pixels, to: c.scratch)
            source = UnsafePointer(c.scratch)
            sourceStep = channels
        }
        tile.accumulate(
            source, step: sourceStep, weights + tap * channels * 16, blockStride: blockStride, channels: channels)
    }
}

/// Copies the pixels of a tile at the row's edge, with zeros outside the row.
@inline(never)
private func gather(
    _ row: UnsafePointer<Float>, width: Int, channels: Int, first: Int, step: Int, pixels: Int,
    to scratch: UnsafeMutablePointer<Float>
) {
    for pixel in 0..<pixels {
        let x = first + pixel * step
        let target = scratch + pixel * channels
        if x >= 0 && x < width {
            target.update(from: row + x * channels, count: channels)
        } else {
            target.update(repeating: 0, count: channels)
        }
    }
}

/// Adds the residual, applies ReLU, and stores the tile's first `count` pixels.
@inline(__always)
private func finish<Tile: RegisterTile>(_ tile: Tile, _ c: pansecb_convolution, _ place: Int, _ count: Int) {
    let stride = Int(c.output_stride)
    for block in 0..<Tile.blocks {
        for pixel in 0..<Tile.pixels where pixel < count {
            finish(tile[pixel, block], c, place + pixel * stride + 16 * block)
        }
    }
}

@inline(__always)
private func finish(_ sum: Block, _ c: pansecb_convolution, _ place: Int) {
    var sum = sum
    if let residual = c.residual { sum += load(residual + place) }
    store(c.relu != 0 ? relu(sum) : sum, c.output + place)
}
