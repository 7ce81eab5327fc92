import CShims

/// Readable twin of the pooling kernel.
func poolScalar(_ arguments: UnsafePointer<pansecb_pool>) {
    let p = arguments.pointee
    guard let upper = p.rows.0, let lower = p.rows.1 else { return }
    let stride = Int(p.input_stride)
    for x in 0..<Int(p.output_width) {
        for channel in 0..<Int(p.channels) {
            let left = 2 * x * stride + channel, right = left + stride
            let largest = max(max(upper[left], upper[right]), max(lower[left], lower[right]))
            p.output[x * Int(p.output_stride) + channel] = max(0, largest * p.scale[channel] + p.bias[channel])
        }
    }
}
