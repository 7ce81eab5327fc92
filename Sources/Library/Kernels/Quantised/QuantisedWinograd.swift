import CShims

// F(4,3) of bytes for up to PANSECB_QUANTISED_TILES tiles: transforms pixels to frequencies and shifts those of each
// tile to 8 bits, then, for each block of outputs, multiplies all frequencies and transforms the sums to pixels.

private let size = Int(PANSECB_QUANTISED_INPUTS), tileOutputs = Int(PANSECB_QUANTISED_OUTPUTS)

/// The scratch memory: frequencies of one tile, [6][channels]; groups of all tiles, [6][tiles][channels]; sums of one
/// or two blocks, [6][tiles][32]; factors of each tile, [tiles][8], in the order of `pansecb_shifts`; the shifts of one
/// tile and their halves.
private struct Scratch {
    let frequencies: UnsafeMutablePointer<Int16>
    let groups: UnsafeMutableRawPointer
    let sums: UnsafeMutablePointer<Int32>
    let factors: UnsafeMutablePointer<Float>
    let shifts: UnsafeMutablePointer<Int32>, halves: UnsafeMutablePointer<Int32>
    /// Bytes of a tile's groups of a frequency, and of those of all tiles.
    let tileBytes: Int, frequencyBytes: Int

    @inline(__always) init(_ w: pansecb_quantised_winograd) {
        let tiles = Int(PANSECB_QUANTISED_TILES), channels = Int(w.input_channels)
        tileBytes = channels * channelBytes
        frequencyBytes = tiles * tileBytes
        frequencies = w.scratch.assumingMemoryBound(to: Int16.self)
        groups = w.scratch + 2 * size * channels
        sums = (groups + 2 * size * tiles * channels).assumingMemoryBound(to: Int32.self)
        factors = UnsafeMutableRawPointer(sums + size * tiles * 32).assumingMemoryBound(to: Float.self)
        shifts = UnsafeMutableRawPointer(factors + 8 * tiles).assumingMemoryBound(to: Int32.self)
        halves = shifts + 8
    }
}

func quantisedWinograd(_ arguments: UnsafePointer<pansecb_quantised_winograd>) {
    let w = arguments.pointee, scratch = Scratch(w)
    for tile in 0..<Int(w.tiles) {
        if w.input_channels % 32 == 0 {
            transformInputs(ThirtyTwoChannels.self, w, tile, scratch)
        } else {
            transformInputs(SixteenChannels.self, w, tile, scratch)
        }
    }
    var block = 0
    #if PANSECB_AVX512VNNI
        while block + 2 <= Int(w.output_blocks) {
            compute(WideDots.self, w, block, scratch)
            block += 2
        }
    #endif
    while block < Int(w.output_blocks) {
        compute(Dots.self, w, block, scratch)
        block += 1
    }
}

/// The frequencies of a tile as groups of 8-bit numbers, and the factor of each.
@inline(__always)
private func transformInputs<Numbers: Channels>(
    _: Numbers.Type, _ w: pansecb_quantised_winograd, _ tile: Int, _ scratch: Scratch
) {
    let channels = Int(w.input_channels), x = w.inputs + size * tile
    var magnitudes = Magnitudes<Numbers>()
    var c = 0
    while c < channels {
        QuantisedTransform.inputs(
            { Numbers(x[$0].unsafelyUnwrapped + c) },
            { frequency, numbers in
                numbers.collectBits(&magnitudes[frequency])
                UnsafeMutableRawPointer(scratch.frequencies + (frequency * channels + c))
                    .storeBytes(of: numbers, as: Numbers.self)
            })
        c += Numbers.count
    }
    pansecb_shifts(
        magnitudes[0].folded, magnitudes[1].folded, magnitudes[2].folded, magnitudes[3].folded, magnitudes[4].folded,
        magnitudes[5].folded, scratch.shifts, scratch.halves, scratch.factors + 8 * tile)
    for frequency in 0..<size {
        let place = shiftPlace(frequency)
        let shift = Int16(truncatingIfNeeded: scratch.shifts[place])
        let half = Int16(truncatingIfNeeded: scratch.halves[place])
        let groups = scratch.groups + (frequency * scratch.frequencyBytes + tile * scratch.tileBytes)
        var c = 0
        while c < channels {
            UnsafeRawPointer(scratch.frequencies + (frequency * channels + c)).loadUnaligned(as: Numbers.self)
                .shifted(half: half, by: shift).storeGroups(groups + c * channelBytes)
            c += Numbers.count
        }
    }
}

@inline(__always) private func shiftPlace(_ frequency: Int) -> Int {
    Int(pansecb_shift_place(Int32(truncatingIfNeeded: frequency)))
}

private struct Magnitudes<Numbers: Channels> {
    private var f0 = Numbers.zero, f1 = Numbers.zero, f2 = Numbers.zero, f3 = Numbers.zero, f4 = Numbers.zero,
        f5 = Numbers.zero

    @inline(__always) init() {}

    @inline(__always) subscript(frequency: Int) -> Numbers {
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

/// The outputs of the tile's blocks: products of all frequencies, then the output transform.
@inline(__always)
private func compute<Tiles: DotTile>(
    _: Tiles.Type, _ w: pansecb_quantised_winograd, _ block: Int, _ scratch: Scratch
) {
    let groups = Int(w.input_channels) / group, blockStride = groups * 64, blocks = Int(w.output_blocks)
    let tiles = Int(PANSECB_QUANTISED_TILES)
    for frequency in 0..<size {
        let matrix = frequency * blocks + block
        let weights = w.weights + matrix * blockStride, weightSums = w.weight_sums + 16 * matrix
        var tile = 0
        while tile < Int(w.tiles) {
            let x = UnsafeRawPointer(scratch.groups + (frequency * scratch.frequencyBytes + tile * scratch.tileBytes))
            var sums = Tiles { start(weightSums + 16 * $0, frequencyCorrection) }
            sums.accumulate(
                x.assumingMemoryBound(to: UInt32.self), step: groups, weights, blockStride: blockStride,
                groups: groups)
            let output = scratch.sums + 32 * (frequency * tiles + tile)
            for pixel in 0..<Tiles.pixels {
                for half in 0..<Tiles.blocks {
                    UnsafeMutableRawPointer(output + (32 * pixel + 16 * half))
                        .storeBytes(of: sums[pixel, half], as: Totals.self)
                }
            }
            tile += Tiles.pixels
        }
    }
    for half in 0..<Tiles.blocks {
        for tile in 0..<Int(w.tiles) { transformOutputs(w, tile, block + half, half, scratch) }
    }
}

@inline(__always)
private func transformOutputs(
    _ w: pansecb_quantised_winograd, _ tile: Int, _ block: Int, _ half: Int, _ scratch: Scratch
) {
    let tiles = Int(PANSECB_QUANTISED_TILES), blocks = Int(w.output_blocks), channel = 16 * block
    let y = w.outputs + tileOutputs * tile, sums = scratch.sums + (32 * tile + 16 * half)
    let scale = w.scale + channel, factors = scratch.factors + 8 * tile
    let adds = w.residual_scale != nil, residualScale = load((w.residual_scale ?? w.bias) + channel)
    QuantisedTransform.outputs(
        {
            pansecb_scaled_frequency16(
                loadTotals(sums + 32 * tiles * $0), factors[shiftPlace($0)], load(scale + 16 * blocks * $0))
        }, load(w.bias + channel),
        {
            guard let pixel = y[$0] else { return }
            var value = $1
            if adds { value += pansecb_byte_floats16(pixel + channel) * residualScale }
            pansecb_store_rounded16(value, pixel + channel)
        })
}
