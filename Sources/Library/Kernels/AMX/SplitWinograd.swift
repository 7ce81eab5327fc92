import CShims

/// F(4,3) in matrix registers, for up to 32 tiles: transforms inputs to split frequencies, multiplies them with the
/// weights for 32 output channels at a time, and transforms the sums to outputs.
func splitWinograd(_ arguments: UnsafePointer<pansecb_winograd>) {
    let w = arguments.pointee
    let inputs = UnsafeMutableRawPointer(w.scratch + 2 * size * sumsOfFrequency).assumingMemoryBound(to: UInt16.self)
    transformInputs(w, inputs)
    if w.tiles > 16 {
        products(arguments, w, inputs, registers: 2)
    } else {
        products(arguments, w, inputs, registers: 1)
    }
}

/// Frequencies of F(4,3).
private let size = 6
private let sumsOfFrequency = Int(PANSECB_SPLIT_SUMS)
/// 16-bit numbers of one part (upper or lower) of 32 channels of all tiles.
private let part = 32 * Int(PANSECB_SPLIT_TILES)

/// Split inputs of a frequency: [channels / 32][upper, lower][PANSECB_SPLIT_TILES][16][2], so that the contents of a
/// register are contiguous.
@inline(__always) private func inputsOfFrequency(_ w: pansecb_winograd) -> Int {
    2 * Int(pansecb_split_winograd_inputs(w.input_channels))
}

@inline(__always)
private func transformInputs(_ w: pansecb_winograd, _ inputs: UnsafeMutablePointer<UInt16>) {
    let stride = inputsOfFrequency(w)
    for tile in 0..<Int(w.tiles) {
        let x = w.inputs + size * tile
        var parts = inputs + 32 * tile, c = 0
        while c < Int(w.input_channels) {
            let first = Frequencies(x, c), second = Frequencies(x, c + 16)
            for frequency in 0..<size {
                let parts = parts + frequency * stride
                pansecb_split32(first[frequency], second[frequency], parts, parts + part)
            }
            parts += 2 * part
            c += 32
        }
    }
}

/// Frequencies of a tile and a block of channels.
private struct Frequencies {
    private var f0 = Block.zero, f1 = Block.zero, f2 = Block.zero, f3 = Block.zero, f4 = Block.zero, f5 = Block.zero

    @inline(__always) init(_ x: UnsafePointer<UnsafePointer<Float>?>, _ channel: Int) {
        FourOutputs.inputs({ load(x[$0].unsafelyUnwrapped + channel) }, { self[$0] = $1 })
    }

    @inline(__always) subscript(frequency: Int) -> Block {
        get {
            switch frequency {
            case 0: return f0
            case 1: return f1
            case 2: return f2
            case 3: return f3
            case 4: return f4
            default: return f5
            }
        }
        set {
            switch frequency {
            case 0: f0 = newValue
            case 1: f1 = newValue
            case 2: f2 = newValue
            case 3: f3 = newValue
            case 4: f4 = newValue
            default: f5 = newValue
            }
        }
    }
}

@inline(__always)
private func products(
    _ arguments: UnsafePointer<pansecb_winograd>, _ w: pansecb_winograd, _ inputs: UnsafeMutablePointer<UInt16>,
    registers: Int32
) {
    let blocks = Int(w.output_blocks), matrices = Int(w.input_channels) / 32
    let weights = UnsafeRawPointer(w.weights + 0).assumingMemoryBound(to: UInt16.self)
    var waiting = Waiting(), sums = UnsafeMutablePointer<Float>(w.scratch + 0), other = sums + size * sumsOfFrequency
    for block in stride(from: 0, to: blocks, by: 2) {
        for frequency in 0..<size {
            let inputs = inputs + frequency * inputsOfFrequency(w),
                weights = weights + (frequency * blocks + block) * matrices * 1024
            let sums = sums + frequency * sumsOfFrequency
            if block + 2 <= blocks {
                multiply(
                    inputs, weights, matrices: matrices, sums: sums, registers: registers, blocks: 2, arguments,
                    &waiting)
            } else {
                multiply(
                    inputs, weights, matrices: matrices, sums: sums, registers: registers, blocks: 1, arguments,
                    &waiting)
            }
            if block == 0 { fetch(arguments, frequency) }
        }
        while waiting.tiles > 0 { waiting.finishTile(arguments) }
        waiting = Waiting(sums: sums, block: block, blocks: min(2, blocks - block), tiles: Int(w.tiles))
        swap(&sums, &other)
    }
    while waiting.tiles > 0 { waiting.finishTile(arguments) }
}

/// sums[tile][channel] = inputs[tile] * weights, over `matrices` matrices of 32 channels. Between the products it
/// finishes a few waiting tiles, so that matrix registers and vectors work in parallel.
@inline(__always)
private func multiply(
    _ inputs: UnsafePointer<UInt16>, _ weights: UnsafePointer<UInt16>, matrices: Int,
    sums: UnsafeMutablePointer<Float>, registers: Int32, blocks: Int32,
    _ arguments: UnsafePointer<pansecb_winograd>, _ waiting: inout Waiting
) {
    let blockStride = matrices * 1024
    pansecb_sums_clear(registers, blocks)
    for matrix in 0..<matrices {
        let upper = inputs + 2 * part * matrix, weights = weights + 1024 * matrix
        pansecb_pixels_load(upper, 32, registers)
        pansecb_weights_load(weights + 512, blockStride, blocks)
        pansecb_sums_add(registers, blocks)
        if waiting.tiles > 0 { waiting.finishTile(arguments) }
        pansecb_weights_load(weights, blockStride, blocks)
        pansecb_sums_add(registers, blocks)
        if waiting.tiles > 0 { waiting.finishTile(arguments) }
        pansecb_pixels_load(upper + part, 32, registers)
        pansecb_sums_add(registers, blocks)
        if waiting.tiles > 0 { waiting.finishTile(arguments) }
    }
    pansecb_sums_store(sums, registers, blocks)
}

/// Prefetches what the next call reads or writes.
@inline(__always)
private func fetch(_ arguments: UnsafePointer<pansecb_winograd>, _ part: Int) {
    guard let start = pansecb_winograd_prefetch(arguments, Int32(truncatingIfNeeded: part)) else { return }
    for line in 0..<Int(arguments.pointee.prefetch_lines) { pansecb_fetch(start + 64 * line) }
}

/// Sums of one or two blocks of channels that wait for the output transform.
private struct Waiting {
    var sums: UnsafePointer<Float>?
    var block = 0, blocks = 0
    /// Number of tiles left; the last one is finished first.
    var tiles = 0

    /// Finishes the last of the tiles left.
    @inline(__always) mutating func finishTile(_ arguments: UnsafePointer<pansecb_winograd>) {
        guard let sums else { return }
        tiles -= 1
        let w = arguments, y = w.pointee.outputs + FourOutputs.outputs * tiles
        for half in 0..<blocks {
            let m = sums + (32 * tiles + 16 * half), c = 16 * (block + half)
            FourOutputs.outputs(
                { load(m + $0 * sumsOfFrequency) }, load(w.pointee.bias + c), { finish(w, y[$0], c, $1) })
        }
    }
}

@inline(__always)
private func finish(
    _ w: UnsafePointer<pansecb_winograd>, _ pixel: UnsafeMutablePointer<Float>?, _ channel: Int, _ value: Block
) {
    guard let pixel else { return }
    let value = w.pointee.adds != 0 ? value + load(pixel + channel) : value
    store(w.pointee.relu != 0 ? relu(value) : value, pixel + channel)
}
