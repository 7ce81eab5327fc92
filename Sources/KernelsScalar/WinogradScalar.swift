import CShims

/// Readable twin of the Winograd kernel: the three transforms as matrices, a tile and an output channel at a time.
func winogradScalar(_ arguments: UnsafePointer<pansecb_winograd>) {
    let w = arguments.pointee
    let channels = Int(w.input_channels), outputs = Int(w.output_blocks) * 16
    for tile in 0..<Int(w.tiles) {
        // Frequencies of the inputs, [6][channels].
        for channel in 0..<channels {
            for frequency in 0..<6 {
                var sum: Float = 0
                for i in 0..<6 {
                    if let pixel = w.inputs[6 * tile + i] { sum += inputTransform(frequency, i) * pixel[channel] }
                }
                w.scratch[frequency * channels + channel] = sum
            }
        }
        for output in 0..<outputs {
            let block = output / 16, lane = output % 16
            var products: (Float, Float, Float, Float, Float, Float) = (0, 0, 0, 0, 0, 0)
            withUnsafeMutableBytes(of: &products) { bytes in
                let products = bytes.assumingMemoryBound(to: Float.self)
                for frequency in 0..<6 {
                    let weights = w.weights + ((frequency * Int(w.output_blocks) + block) * channels) * 16 + lane
                    for channel in 0..<channels {
                        products[frequency] += w.scratch[frequency * channels + channel] * weights[16 * channel]
                    }
                }
                for i in 0..<4 {
                    guard let pixel = w.outputs[4 * tile + i] else { continue }
                    var sum = w.bias[output]
                    for frequency in 0..<6 { sum += outputTransform(i, frequency) * products[frequency] }
                    if w.adds != 0 { sum += pixel[output] }
                    pixel[output] = w.relu != 0 && sum < 0 ? 0 : sum
                }
            }
        }
    }
}

/// Row f, column i: coefficient of x^i in M(x) / (x - a_f), for the last row in M(x) = x (x^2 - p^2) (x^2 - q^2).
private func inputTransform(_ frequency: Int, _ i: Int) -> Float {
    let p = Float(PANSECB_WINOGRAD_P), q = Float(PANSECB_WINOGRAD_Q)
    let pp = p * p, qq = q * q
    switch frequency {
    case 0: return coefficient(i, pp * qq, 0, -(pp + qq), 0, 1, 0)
    case 1: return coefficient(i, 0, -p * qq, -qq, p, 1, 0)
    case 2: return coefficient(i, 0, p * qq, -qq, -p, 1, 0)
    case 3: return coefficient(i, 0, -q * pp, -pp, q, 1, 0)
    case 4: return coefficient(i, 0, q * pp, -pp, -q, 1, 0)
    default: return coefficient(i, 0, pp * qq, 0, -(pp + qq), 0, 1)
    }
}

/// Row i, column f: a_f^i; infinity counts in the highest power only.
private func outputTransform(_ i: Int, _ frequency: Int) -> Float {
    let p = Float(PANSECB_WINOGRAD_P), q = Float(PANSECB_WINOGRAD_Q)
    let point = coefficient(frequency, 0, p, -p, q, -q, 0)
    if frequency == 5 { return i == 3 ? 1 : 0 }
    var power: Float = 1
    for _ in 0..<i { power *= point }
    return power
}

private func coefficient(_ i: Int, _ a: Float, _ b: Float, _ c: Float, _ d: Float, _ e: Float, _ f: Float) -> Float {
    switch i {
    case 0: return a
    case 1: return b
    case 2: return c
    case 3: return d
    case 4: return e
    default: return f
    }
}
