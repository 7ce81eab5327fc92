import CShims

/// The pooled channels of a downsampling layer, 16 at a time, then one by one.
func quantisedPool(_ arguments: UnsafePointer<pansecb_quantised_pool>) {
    let p = arguments.pointee
    guard let upper = p.rows.0, let lower = p.rows.1 else { return }
    let stride = Int(p.input_stride), channels = Int(p.channels)
    for x in 0..<Int(p.output_width) {
        let left = 2 * x * stride, right = left + stride
        let output = p.output + x * Int(p.output_stride)
        var channel = 0
        while channel + 16 <= channels {
            let largest = pansecb_largest_bytes16(
                upper + left + channel, upper + right + channel, lower + left + channel, lower + right + channel)
            pansecb_store_rounded16(largest * load(p.scale + channel) + load(p.bias + channel), output + channel)
            channel += 16
        }
        while channel < channels {
            let above = max(upper[left + channel], upper[right + channel])
            let below = max(lower[left + channel], lower[right + channel])
            output[channel] = roundedByte(Float(max(above, below)) * p.scale[channel] + p.bias[channel])
            channel += 1
        }
    }
}

/// The nearest whole number, ties to even, limited to 0 ... 255; NaN becomes 0.
@inline(__always) func roundedByte(_ value: Float) -> UInt8 {
    let low = value > 0 ? value : 0, limited = low < 255 ? low : 255
    // From 2^23 on floats are whole numbers, so the addition rounds.
    return UInt8(truncatingIfNeeded: (limited + 0x1p23).bitPattern)
}
