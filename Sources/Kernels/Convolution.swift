import CShims

/// One row of a convolution: for each block of 16 output channels, tiles of neighbouring pixels, summed over the taps.
/// A block's weights stay in the first-level cache while the row's pixels pass by.
func convolution(_ arguments: UnsafePointer<pansecb_convolution>) {
    let c = arguments.pointee
    let weightsOfBlock = Int(c.taps) * Int(c.input_channels) * 16
    for block in 0..<Int(c.output_blocks) {
        let weights = c.weights + block * weightsOfBlock
        let bias = load(c.bias + 16 * block)
        var x = 0
        while x < Int(c.output_width) {
            var tile = Tile(bias)
            accumulate(&tile, arguments, c, x, weights)
            let place = x * Int(c.output_stride) + 16 * block
            finish(tile, c, place, min(Tile.pixels, Int(c.output_width) - x))
            x += Tile.pixels
        }
    }
}

@inline(__always)
private func accumulate(
    _ tile: inout Tile, _ arguments: UnsafePointer<pansecb_convolution>, _ c: pansecb_convolution, _ x: Int,
    _ weights: UnsafePointer<Float>
) {
    let channels = Int(c.input_channels), step = Int(c.input_step), width = Int(c.input_width)
    for tap in 0..<Int(c.taps) {
        guard let row = pansecb_row(arguments, Int32(truncatingIfNeeded: tap)) else { continue }
        let first = x * step + Int(pansecb_shift(arguments, Int32(truncatingIfNeeded: tap)))
        let last = first + (Tile.pixels - 1) * step
        if last < 0 || first >= width { continue }
        var source = row + first * channels, sourceStep = step * channels
        if first < 0 || last >= width {
            gather(row, width, channels, first, step, c.scratch)
            source = UnsafePointer(c.scratch)
            sourceStep = channels
        }
        tile.add(source, step: sourceStep, weights + tap * channels * 16, channels: channels)
    }
}

/// Copies the pixels of a tile at the row's edge, with zeros for those outside.
@inline(never)
private func gather(
    _ row: UnsafePointer<Float>, _ width: Int, _ channels: Int, _ first: Int, _ step: Int, _ scratch: UnsafeMutablePointer<Float>
) {
    for pixel in 0..<Tile.pixels {
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
private func finish(_ tile: Tile, _ c: pansecb_convolution, _ place: Int, _ count: Int) {
    let stride = Int(c.output_stride)
    if count == Tile.pixels {
        for pixel in 0..<Tile.pixels { finish(tile[pixel], c, place + pixel * stride) }
    } else {
        for pixel in 0..<Tile.pixels where pixel < count { finish(tile[pixel], c, place + pixel * stride) }
    }
}

@inline(__always)
private func finish(_ sum: Block, _ c: pansecb_convolution, _ place: Int) {
    var sum = sum
    if let residual = c.residual { sum += load(residual + place) }
    store(c.relu != 0 ? relu(sum) : sum, c.output + place)
}
