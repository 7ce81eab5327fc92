import CShims

/// A head at some pixels: the block of 16 channels that holds the wanted ones.
func sample(_ arguments: UnsafePointer<pansecb_sample>) {
    let s = arguments.pointee
    let block = Int(s.first) / 16, lane = Int(s.first) % 16, width = UInt32(truncatingIfNeeded: s.width)
    let bias = load(s.bias + 16 * block), blockWeights = s.weights + 256 * block
    for i in 0..<s.count {
        let y = s.pixels[i] / width, x = s.pixels[i] % width
        let features = s.features + (Int(y / 2) * Int(s.feature_width) + Int(x / 2)) * 16
        let weights = blockWeights + Int(2 * (y & 1) + (x & 1)) * s.phase_stride
        var sum = bias
        for k in 0..<16 { sum = pansecb_madd16_one(sum, features[k], load(weights + 16 * k)) }
        for wanted in 0..<Int(s.channels) {
            pansecb_sample_output(arguments, Int32(truncatingIfNeeded: wanted))?[i] = sum[lane + wanted]
        }
    }
}
