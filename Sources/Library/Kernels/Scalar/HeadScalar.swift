import CShims

/// Readable twin of the kernel for a head's row.
func headScalar(_ arguments: UnsafePointer<pansecb_head>) {
    let h = arguments.pointee
    for x in 0..<Int(h.width) {
        guard let weights = x % 2 == 0 ? h.weights.0 : h.weights.1 else { return }
        let features = h.features + x / 2 * 16
        for channel in 0..<Int(h.channels) {
            var sum = h.bias[channel]
            for k in 0..<16 { sum += features[k] * weights[channel / 16 * 256 + 16 * k + channel % 16] }
            h.output[channel * h.plane + x] = sum
        }
    }
}
