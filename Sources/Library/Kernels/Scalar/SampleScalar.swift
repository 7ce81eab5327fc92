import CShims

/// Readable twin of the kernel that computes a head at some pixels.
func sampleScalar(_ arguments: UnsafePointer<pansecb_sample>) {
    let s = arguments.pointee
    for i in 0..<s.count {
        let (y, x) = Int(s.pixels[i]).quotientAndRemainder(dividingBy: Int(s.width))
        let features = s.features + (y / 2 * Int(s.feature_width) + x / 2) * 16
        for wanted in 0..<Int(s.channels) {
            let channel = Int(s.first) + wanted
            let phase = 2 * (y % 2) + x % 2, place = channel / 16 * 256 + channel % 16
            let weights = s.weights + (phase * s.phase_stride + place)
            var sum = s.bias[channel]
            for k in 0..<16 { sum += features[k] * weights[16 * k] }
            pansecb_sample_output(arguments, Int32(truncatingIfNeeded: wanted))?[i] = sum
        }
    }
}
