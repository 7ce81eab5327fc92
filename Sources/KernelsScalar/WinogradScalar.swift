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
