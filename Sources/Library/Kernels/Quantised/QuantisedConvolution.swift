import CShims

/// One row of a quantised convolution, a tile of neighbouring pixels at a time.
func quantisedConvolution(_ arguments: UnsafePointer<pansecb_quantised_convolution>) {
    let c = arguments.pointee
    var x = 0
    while x < Int(c.output_width) {
        if !readsPixels { writeTile(arguments, c, x) }
        var block = 0
        #if PANSECB_AVX512VNNI
            while block + 2 <= Int(c.output_blocks) {
                for pixel in stride(from: 0, to: min(Dots.pixels, Int(c.output_width) - x), by: WideDots.pixels) {
                    compute(WideDots.self, arguments, c, x, pixel, block)
                }
                block += 2
            }
        #endif
        while block < Int(c.output_blocks) {
            compute(Dots.self, arguments, c, x, 0, block)
            block += 1
        }
        x += Dots.pixels
    }
}

/// Writes the groups of a tile's pixels for each tap, [taps][pixels][channels].
@inline(__always)
private func writeTile(
    _ arguments: UnsafePointer<pansecb_quantised_convolution>, _ c: pansecb_quantised_convolution, _ x: Int
) {
    for tap in 0..<Int(c.taps) {
        let row = pansecb_quantised_row(arguments, Int32(truncatingIfNeeded: tap))
        // A row of zeros counts only where zero is not a group of zeros.
        if row == nil && pixelFlip == 0 { continue }
        let first = x * Int(c.input_step) + Int(pansecb_quantised_shift(arguments, Int32(truncatingIfNeeded: tap)))
        writePixels(c, row, first: first, to: c.scratch + tap * tileBytes(c))
    }
}

@inline(__always) private func tileBytes(_ c: pansecb_quantised_convolution) -> Int {
    Dots.pixels * Int(c.input_channels) * channelBytes
}

/// Writes the groups of a tile's pixels from input pixel `first` on, with zeros outside the row.
@inline(__always)
private func writePixels(
    _ c: pansecb_quantised_convolution, _ row: UnsafePointer<UInt8>?, first: Int, to scratch: UnsafeMutableRawPointer
) {
    let channels = Int(c.input_channels), width = Int(c.input_width)
    for pixel in 0..<Dots.pixels {
        let x = first + pixel * Int(c.input_step)
        writeGroups(
            x >= 0 && x < width ? row.map { $0 + x * channels } : nil, channels: channels,
            to: scratch + pixel * channels * channelBytes)
    }
}

/// The blocks of a register tile, from pixel `pixel` of the tile at `x` on.
@inline(__always)
private func compute<Tiles: DotTile>(
    _: Tiles.Type, _ arguments: UnsafePointer<pansecb_quantised_convolution>, _ c: pansecb_quantised_convolution,
    _ x: Int, _ pixel: Int, _ block: Int
) {
    let channels = Int(c.input_channels), groups = channels / group, blockStride = Int(c.taps) * groups * 64
    let weights = c.weights + block * blockStride, weightSums = c.weight_sums + 16 * block
    var tile = Tiles { start(weightSums + 16 * $0, pixelCorrection) }
    for tap in 0..<Int(c.taps) {
        let weights = weights + tap * groups * 64
        let row = pansecb_quantised_row(arguments, Int32(truncatingIfNeeded: tap))
        if row == nil && pixelFlip == 0 { continue }
        var source = UnsafeRawPointer(c.scratch + (tap * tileBytes(c) + pixel * channels * channelBytes)), step = groups
        if readsPixels, let row {
            let shift = Int(pansecb_quantised_shift(arguments, Int32(truncatingIfNeeded: tap)))
            let first = (x + pixel) * Int(c.input_step) + shift, last = first + (Tiles.pixels - 1) * Int(c.input_step)
            if last < 0 || first >= Int(c.input_width) { continue }
            if first < 0 || last >= Int(c.input_width) {
                writePixels(c, row, first: first, to: c.scratch)
                source = UnsafeRawPointer(c.scratch)
            } else {
                source = UnsafeRawPointer(row + first * channels)
                step = groups * Int(c.input_step)
            }
        }
        let pixels = source.assumingMemoryBound(to: UInt32.self)
        if groups == 16 / group && step == groups {
            tile.add(pixels, step: 16 / group, weights, blockStride: blockStride, groups: 16 / group)
        } else {
            tile.accumulate(pixels, step: step, weights, blockStride: blockStride, groups: groups)
        }
    }
    finish(tile, c, x + pixel, block)
}

/// Adds the residual, rounds, and stores the tile's pixels that lie in the row.
@inline(__always)
private func finish<Tiles: DotTile>(
    _ tile: Tiles, _ c: pansecb_quantised_convolution, _ x: Int, _ block: Int
) {
    let stride = Int(c.output_stride), count = min(Tiles.pixels, Int(c.output_width) - x)
    for half in 0..<Tiles.blocks {
        let channel = 16 * (block + half), scale = load(c.scale + channel), bias = load(c.bias + channel)
        let residualScale = c.residual == nil ? .zero : load(c.residual_scale + channel)
        for pixel in 0..<Tiles.pixels where pixel < count {
            let place = (x + pixel) * stride + channel
            var value = pansecb_scaled16(tile[pixel, half], scale, bias)
            if let residual = c.residual { value += pansecb_byte_floats16(residual + place) * residualScale }
            pansecb_store_rounded16(value, c.output + place)
        }
    }
}
