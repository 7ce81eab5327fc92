import CShims

/// Readable twin of the Winograd kernel for split weights: as `winogradScalar`, but frequencies and weights are sums of two parts, of whose products the least is
/// left out.
func splitWinogradScalar(_ arguments: UnsafePointer<pansecb_winograd>) {
    let w = arguments.pointee
    let tileOutputs = Int(w.tile_outputs), size = tileOutputs + 2
    let channels = Int(w.input_channels), blocks = Int(w.output_blocks), groups = channels / 32
    guard let frequencies = w.scratch, let start = w.weights else { return }
    let weights = UnsafeRawPointer(start).assumingMemoryBound(to: UInt16.self)
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
        for output in 0..<16 * blocks {
            for frequency in 0..<size {
                products[frequency] = 0
                for channel in 0..<channels {
                    let matrix = (frequency * blocks + output / 16) * groups + channel / 32
                    let weight = SplitFloat(weights + 1024 * matrix, input: channel % 32, output: output % 16)
                    products[frequency] += SplitFloat(frequencies[frequency * channels + channel]).product(weight)
                }
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
