import CShims

// One-dimensional Winograd F(4,3) for up to PANSECB_WINOGRAD_TILES tiles: inputs to frequencies, a matrix product for each frequency,
// frequencies to outputs. With M(x) = x (x^2 - p^2) (x^2 - q^2) the rows of the input transform are the coefficients of
// M(x) / (x - a) for each finite point a, and of M itself (Toom and Cook; Lavin and Gray, 2016).

private let p = Float(PANSECB_WINOGRAD_P), q = Float(PANSECB_WINOGRAD_Q)

func winograd(_ arguments: UnsafePointer<pansecb_winograd>) {
    let w = arguments.pointee
    let channels = Int(w.input_channels), outputs = Int(w.output_blocks) * 16
    let tiles = (Int(w.tiles) + Tile.pixels - 1) / Tile.pixels * Tile.pixels
    // Frequency f of the inputs lies in buffer f + 1; its product goes to buffer f, whose content is done with by then.
    let buffer = tiles * max(channels, outputs)
    transformInputs(w, w.scratch + buffer, buffer)
    for frequency in 0..<6 {
        let input = w.scratch + (frequency + 1) * buffer, output = w.scratch + frequency * buffer
        let weights = w.weights + frequency * outputs * channels
        let ahead = Ahead(
            next: pansecb_winograd_prefetch(arguments, Int32(truncatingIfNeeded: frequency)), lines: Int(w.prefetch_lines),
            products: tiles / Tile.pixels * Int(w.output_blocks))
        multiply(input, weights, output, tiles: tiles, channels: channels, blocks: Int(w.output_blocks), ahead)
    }
    transformOutputs(w, w.scratch, buffer)
}

/// Cache lines that are fetched ahead, some at each register tile, so that they come while the processor multiplies.
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

/// output[tile][16 * blocks] = input[tile][channels] * weights[block][channels][16]
@inline(__always)
private func multiply(
    _ input: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, tiles: Int, channels: Int,
    blocks: Int, _ ahead: Ahead
) {
    var block = 0, ahead = ahead
    #if PANSECB_AVX512
    while block + 2 <= blocks {
        multiply(WideTile.self, input, weights, output, tiles, channels, blocks, block, &ahead)
        block += 2
    }
    #endif
    while block < blocks {
        multiply(Tile.self, input, weights, output, tiles, channels, blocks, block, &ahead)
        block += 1
    }
}

@inline(__always)
private func multiply<Tile: RegisterTile>(
    _: Tile.Type, _ input: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ tiles: Int,
    _ channels: Int, _ blocks: Int, _ block: Int, _ ahead: inout Ahead
) {
    var first = 0
    while first < tiles {
        ahead.fetch(blocks: Tile.blocks)
        var tile = Tile()
        tile.add(
            input + first * channels, step: channels, weights + block * channels * 16, blockStride: channels * 16, channels: channels)
        for half in 0..<Tile.blocks {
            for pixel in 0..<Tile.pixels {
                store(tile[pixel, half], output + (first + pixel) * blocks * 16 + (block + half) * 16)
            }
        }
        first += Tile.pixels
    }
}

private func transformInputs(_ w: pansecb_winograd, _ frequencies: UnsafeMutablePointer<Float>, _ buffer: Int) {
    let channels = Int(w.input_channels)
    let pp = Block(repeating: -p * p), qq = Block(repeating: -q * q), sum = pp + qq
    let product = Block(repeating: p * p * q * q), plusP = Block(repeating: p), plusQ = Block(repeating: q)
    for tile in 0..<Int(w.tiles) {
        let x = w.inputs + 6 * tile
        guard let x0 = x[0], let x1 = x[1], let x2 = x[2], let x3 = x[3], let x4 = x[4], let x5 = x[5] else { continue }
        let output = frequencies + tile * channels
        var c = 0
        while c < channels {
            let a0 = load(x0 + c), a1 = load(x1 + c), a2 = load(x2 + c), a3 = load(x3 + c), a4 = load(x4 + c), a5 = load(x5 + c)
            let evenP = pansecb_madd16(a4, a2, qq), oddP = pansecb_madd16(a3, a1, qq)
            let evenQ = pansecb_madd16(a4, a2, pp), oddQ = pansecb_madd16(a3, a1, pp)
            store(pansecb_madd16(pansecb_madd16(a4, a2, sum), a0, product), output + c)
            store(pansecb_madd16(evenP, oddP, plusP), output + buffer + c)
            store(pansecb_madd16(evenP, oddP, -plusP), output + 2 * buffer + c)
            store(pansecb_madd16(evenQ, oddQ, plusQ), output + 3 * buffer + c)
            store(pansecb_madd16(evenQ, oddQ, -plusQ), output + 4 * buffer + c)
            store(pansecb_madd16(pansecb_madd16(a5, a3, sum), a1, product), output + 5 * buffer + c)
            c += 16
        }
    }
}

private func transformOutputs(_ w: pansecb_winograd, _ products: UnsafePointer<Float>, _ buffer: Int) {
    let outputs = Int(w.output_blocks) * 16
    let p1 = Block(repeating: p), p2 = Block(repeating: p * p), p3 = Block(repeating: p * p * p)
    let q1 = Block(repeating: q), q2 = Block(repeating: q * q), q3 = Block(repeating: q * q * q)
    for tile in 0..<Int(w.tiles) {
        let y = w.outputs + 4 * tile, input = products + tile * outputs
        var c = 0
        while c < outputs {
            let bias = load(w.bias + c)
            let m1 = load(input + buffer + c), m2 = load(input + 2 * buffer + c)
            let m3 = load(input + 3 * buffer + c), m4 = load(input + 4 * buffer + c)
            let evenP = m1 + m2, oddP = m1 - m2, evenQ = m3 + m4, oddQ = m3 - m4
            finish(w, y[0], c, (load(input + c) + bias) + (evenP + evenQ))
            finish(w, y[1], c, pansecb_madd16(pansecb_madd16(bias, oddP, p1), oddQ, q1))
            finish(w, y[2], c, pansecb_madd16(pansecb_madd16(bias, evenP, p2), evenQ, q2))
            finish(w, y[3], c, pansecb_madd16(pansecb_madd16(bias + load(input + 5 * buffer + c), oddP, p3), oddQ, q3))
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
