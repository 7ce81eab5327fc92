import CShims

// One-dimensional Winograd form for up to PANSECB_WINOGRAD_TILES tiles: transforms inputs to frequencies, computes a
// matrix product for each frequency, and transforms frequencies to outputs. `WinogradTransform` has the two forms.

func winograd(_ arguments: UnsafePointer<pansecb_winograd>) {
    if arguments.pointee.tile_outputs == 4 {
        winograd(FourOutputs.self, arguments)
    } else {
        winograd(SixOutputs.self, arguments)
    }
}

@inline(__always)
private func winograd<Transform: WinogradTransform>(_: Transform.Type, _ arguments: UnsafePointer<pansecb_winograd>) {
    let w = arguments.pointee
    let channels = Int(w.input_channels), outputs = Int(w.output_blocks) * 16
    let tiles = (Int(w.tiles) + Tile.pixels - 1) / Tile.pixels * Tile.pixels
    let buffer = tiles * max(channels, outputs)
    // Frequency f of the inputs lies in buffer f + 1; its product goes to buffer f, whose content is no longer needed
    // by then.
    transformInputs(Transform.self, w, w.scratch + buffer, buffer)
    for frequency in 0..<Transform.outputs + 2 {
        let input = w.scratch + (frequency + 1) * buffer, output = w.scratch + frequency * buffer
        let weights = w.weights + frequency * outputs * channels
        let ahead = Ahead(
            next: pansecb_winograd_prefetch(arguments, Int32(truncatingIfNeeded: frequency)),
            lines: Int(w.prefetch_lines),
            products: tiles / Tile.pixels * Int(w.output_blocks))
        multiply(input, weights, output, tiles: Int(w.tiles), channels: channels, blocks: Int(w.output_blocks), ahead)
    }
    transformOutputs(Transform.self, w, w.scratch, buffer)
}

/// Cache lines to prefetch, some at each register tile, so that they arrive while the processor multiplies.
private struct Ahead {
    var next: UnsafeRawPointer?
    var lines: Int
    let linesAtOnce: Int

    @inline(__always) init(next: UnsafeRawPointer?, lines: Int, products: Int) {
        self.next = next
        self.lines = lines
        linesAtOnce = (lines + products - 1) / max(products, 1)
    }

    @inline(__always) mutating func fetch(blocks: Int) {
        guard let start = next else { return }
        let count = min(lines, linesAtOnce * blocks)
        for line in 0..<count { pansecb_fetch(start + 64 * line) }
        next = start + 64 * count
        lines -= count
    }
}

/// output[tile][16 * blocks] = input[tile][channels] * weights[block][channels][16]. The buffers are padded to whole
/// register tiles.
@inline(__always)
private func multiply(
    _ input: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, tiles: Int,
    channels: Int,
    blocks: Int, _ ahead: Ahead
) {
    var block = 0, ahead = ahead
    #if PANSECB_AVX512
        // Rows of 64 pixels leave a remainder of four or six tiles, which should not take the time of twelve.
        let over = tiles % WideTile.pixels, whole = over <= HalfTile.pixels ? tiles - over : tiles
        while block + 2 <= blocks {
            multiply(
                WideTile.self, input, weights, to: output, tiles: 0..<whole, channels: channels, blocks: blocks,
                block: block, &ahead)
            multiply(
                HalfTile.self, input, weights, to: output, tiles: whole..<tiles, channels: channels, blocks: blocks,
                block: block, &ahead)
            block += 2
        }
    #endif
    while block < blocks {
        multiply(
            Tile.self, input, weights, to: output, tiles: 0..<tiles, channels: channels, blocks: blocks, block: block,
            &ahead)
        block += 1
    }
}

@inline(__always)
private func multiply<Tile: RegisterTile>(
    _: Tile.Type, _ input: UnsafePointer<Float>, _ weights: UnsafePointer<Float>,
    to output: UnsafeMutablePointer<Float>,
    tiles: Range<Int>, channels: Int, blocks: Int, block: Int, _ ahead: inout Ahead
) {
    // Advancing pointers instead of indices, which would need a multiplication at each store.
    let outputs = blocks * 16, weights = weights + block * channels * 16
    var x = input + tiles.lowerBound * channels, row = output + (tiles.lowerBound * outputs + block * 16)
    var left = tiles.count
    while left > 0 {
        ahead.fetch(blocks: Tile.blocks)
        var tile = Tile()
        tile.accumulate(x, step: channels, weights, blockStride: channels * 16, channels: channels)
        for pixel in 0..<Tile.pixels {
            for half in 0..<Tile.blocks { store(tile[pixel, half], row + half * 16) }
            row += outputs
        }
        x += Tile.pixels * channels
        left -= Tile.pixels
    }
}

@inline(__always)
private func transformInputs<Transform: WinogradTransform>(
    _: Transform.Type, _ w: pansecb_winograd, _ frequencies: UnsafeMutablePointer<Float>, _ buffer: Int
) {
    let channels = Int(w.input_channels)
    for tile in 0..<Int(w.tiles) {
        let x = w.inputs + (Transform.outputs + 2) * tile, output = frequencies + tile * channels
        var c = 0
        while c < channels {
            Transform.inputs({ load(x[$0].unsafelyUnwrapped + c) }, { store($1, output + ($0 * buffer + c)) })
            c += 16
        }
    }
}

@inline(__always)
private func transformOutputs<Transform: WinogradTransform>(
    _: Transform.Type, _ w: pansecb_winograd, _ products: UnsafePointer<Float>, _ buffer: Int
) {
    let outputs = Int(w.output_blocks) * 16
    for tile in 0..<Int(w.tiles) {
        let y = w.outputs + Transform.outputs * tile, input = products + tile * outputs
        var c = 0
        while c < outputs {
            Transform.outputs({ load(input + ($0 * buffer + c)) }, load(w.bias + c), { finish(w, y[$0], c, $1) })
            c += 16
        }
    }
}

@inline(__always)
private func finish(_ w: pansecb_winograd, _ pixel: UnsafeMutablePointer<Float>?, _ channel: Int, _ value: Block) {
    guard let pixel else { return }
    let value = w.adds != 0 ? value + load(pixel + channel) : value
    store(w.relu != 0 ? relu(value) : value, pixel + channel)
}
