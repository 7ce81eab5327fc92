import CShims

/// The pooled channels of a downsampling layer, 16 at a time, then one by one.
func pool(_ arguments: UnsafePointer<pansecb_pool>) {
    let p = arguments.pointee
    guard let upper = p.rows.0, let lower = p.rows.1 else { return }
    let stride = Int(p.input_stride), channels = Int(p.channels)
    for x in 0..<Int(p.output_width) {
        let left = 2 * x * stride, right = left + stride
        let output = p.output + x * Int(p.output_stride)
        var channel = 0
        while channel + 16 <= channels {
            let above = larger(load(upper + left + channel), load(upper + right + channel))
            let below = larger(load(lower + left + channel), load(lower + right + channel))
            store(
                relu(pansecb_madd16(load(p.bias + channel), larger(above, below), load(p.scale + channel))),
                output + channel)
            channel += 16
        }
        while channel < channels {
            let above = max(upper[left + channel], upper[right + channel])
            let below = max(lower[left + channel], lower[right + channel])
            output[channel] = max(0, max(above, below) * p.scale[channel] + p.bias[channel])
            channel += 1
        }
    }
}

@inline(__always) private func larger(_ a: Block, _ b: Block) -> Block { a.replacing(with: b, where: a .< b) }
