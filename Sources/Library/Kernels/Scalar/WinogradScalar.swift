import CShims

/// Readable twin of the Winograd kernel.
func winogradScalar(_ arguments: UnsafePointer<pansecb_winograd>) {
    let w = arguments.pointee
    let channels = Int(w.input_channels), blocks = Int(w.output_blocks)
    winogradScalar(w) { (frequency: Int, output: Int, inputs: UnsafePointer<Float>) -> Float in
        let block: Int = frequency * blocks + output / 16
        let place: Int = 16 * channels * block + output % 16
        let weights = w.weights + place
        var sum: Float = 0
        for channel in 0..<channels { sum += inputs[channel] * weights[16 * channel] }
        return sum
    }
}

/// Readable twin of the Winograd kernel for split weights: frequencies and weights are sums of two parts, and the
/// smallest of the four products is left out.
func splitWinogradScalar(_ arguments: UnsafePointer<pansecb_winograd>) {
    let w = arguments.pointee
    let channels = Int(w.input_channels), blocks = Int(w.output_blocks), groups = channels / 32
    guard let start = w.weights else { return }
    let weights = UnsafeRawPointer(start).assumingMemoryBound(to: UInt16.self)
    winogradScalar(w) { (frequency: Int, output: Int, inputs: UnsafePointer<Float>) -> Float in
        var sum: Float = 0
        for channel in 0..<channels {
            let block: Int = frequency * blocks + output / 16
            let matrix: Int = block * groups + channel / 32
            let weight = SplitFloat(weights + 1024 * matrix, input: channel % 32, output: output % 16)
            sum += SplitFloat(inputs[channel]).product(weight)
        }
        return sum
    }
}

/// The transforms as matrices, for one tile and one output channel at a time. `product` returns the sum over input
/// channels for one frequency of an output, given the numbers of frequency and output and the frequency of each input
/// channel.
@inline(__always)
private func winogradScalar(_ w: pansecb_winograd, product: (Int, Int, UnsafePointer<Float>) -> Float) {
    let tileOutputs = Int(w.tile_outputs), size = tileOutputs + 2, channels = Int(w.input_channels)
    // The scratch memory has the frequencies of the inputs, [size][channels], those of one output, [size], and a row of
    // the input transform, [size].
    guard let frequencies = w.scratch else { return }
    let products = frequencies + size * channels, row = products + size
    for tile in 0..<Int(w.tiles) {
        for frequency in 0..<size {
            inputTransform(tileOutputs, frequency, row)
            for channel in 0..<channels {
                var sum: Float = 0
                for i in 0..<size {
                    if let pixel = w.inputs[size * tile + i] { sum += row[i] * pixel[channel] }
                }
                frequencies[frequency * channels + channel] = sum
            }
        }
        for output in 0..<Int(w.output_blocks) * 16 {
            for frequency in 0..<size {
                products[frequency] = product(frequency, output, frequencies + frequency * channels)
            }
            for i in 0..<tileOutputs {
                guard let pixel = w.outputs[tileOutputs * tile + i] else { continue }
                var sum = w.bias[output]
                for frequency in 0..<size { sum += outputTransform(tileOutputs, i, frequency) * products[frequency] }
                if w.adds != 0 { sum += pixel[output] }
                pixel[output] = w.relu != 0 && sum < 0 ? 0 : sum
            }
        }
    }
}
