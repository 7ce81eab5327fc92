import CShims

#if PANSECB_AVX512 || PANSECB_AVX2 || arch(arm64)
    /// Number of channels whose sums fit into the registers.
    private let channelsAtOnce = 3
#else
    private let channelsAtOnce = 1
#endif

/// A row of a head, 16 pixels of features at a time. They are transposed to one row per feature, so that a lane is a
/// pixel, a weight serves 16 pixels, and sums are rows of the output. Only existing channels cost time.
func head(_ arguments: UnsafePointer<pansecb_head>) {
    let h = arguments.pointee
    let pixels = (Int(h.width) + 1) / 2
    var x = 0
    while x < pixels {
        transpose(h.features + 16 * x, min(16, pixels - x), h.scratch)
        var channel = 0
        while channel < Int(h.channels) {
            channels(h, channel, x)
            channel += channelsAtOnce
        }
        x += 16
    }
}

/// Even and odd output pixels for 16 pixels of features, in one channel.
private struct Sums {
    var even: Block, odd: Block

    @inline(__always) init(_ bias: Float) {
        even = Block(repeating: bias)
        odd = even
    }

    @inline(__always) mutating func add(_ feature: Block, _ evenWeight: Float, _ oddWeight: Float) {
        even = pansecb_madd16_one(even, evenWeight, feature)
        odd = pansecb_madd16_one(odd, oddWeight, feature)
    }
}

@inline(__always) private func channels(_ h: pansecb_head, _ first: Int, _ x: Int) {
    guard let even = h.weights.0, let odd = h.weights.1 else { return }
    // If fewer are left, the last one is computed again.
    let second = min(first + 1, Int(h.channels) - 1), third = min(first + 2, Int(h.channels) - 1)
    let place = first / 16 * 256 + first % 16, place2 = second / 16 * 256 + second % 16,
        place3 = third / 16 * 256 + third % 16
    var a = Sums(h.bias[first]), b = Sums(h.bias[second]), c = Sums(h.bias[third])
    for k in stride(from: 0, to: 256, by: 16) {
        let feature = load(h.scratch + k)
        a.add(feature, even[place + k], odd[place + k])
        if channelsAtOnce == 3 {
            b.add(feature, even[place2 + k], odd[place2 + k])
            c.add(feature, even[place3 + k], odd[place3 + k])
        }
    }
    put(a, h, first, x)
    if channelsAtOnce == 3 {
        put(b, h, second, x)
        put(c, h, third, x)
    }
}

@inline(__always) private func put(_ sums: Sums, _ h: pansecb_head, _ channel: Int, _ x: Int) {
    let output = h.output + (channel * h.plane + 2 * x), count = min(32, Int(h.width) - 2 * x)
    let target = count == 32 ? output : h.scratch + 256
    store(pansecb_zip_low16(sums.even, sums.odd), target)
    store(pansecb_zip_high16(sums.even, sums.odd), target + 16)
    if count < 32 { output.update(from: target, count: count) }
}

/// Transposes [pixels][16] to [16][16]; missing pixels become 0.
@inline(__always)
private func transpose(_ input: UnsafePointer<Float>, _ pixels: Int, _ output: UnsafeMutablePointer<Float>) {
    if pixels < 16 {
        for feature in 0..<16 {
            for pixel in 0..<16 { output[16 * feature + pixel] = pixel < pixels ? input[16 * pixel + feature] : 0 }
        }
        return
    }
    for half in 0..<2 {
        pansecb_transpose8(input + 128 * half, output + 8 * half)
        pansecb_transpose8(input + 128 * half + 8, output + 128 + 8 * half)
    }
}
