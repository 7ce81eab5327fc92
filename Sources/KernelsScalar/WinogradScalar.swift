import CShims

/// Readable twin of the Winograd kernel: the transforms as matrices, a tile and an output channel at a time.
func winogradScalar(_ arguments: UnsafePointer<pansecb_winograd>) {
    let w = arguments.pointee
    let tileOutputs = Int(w.tile_outputs), size = tileOutputs + 2
    let channels = Int(w.input_channels), outputs = Int(w.output_blocks) * 16
    // In the scratch: frequencies of the inputs, [size][channels]; those of one output, [size]; a row of the input transform, [size].
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
        for output in 0..<outputs {
            let block = output / 16, lane = output % 16
            for frequency in 0..<size {
                let weights = w.weights + ((frequency * Int(w.output_blocks) + block) * channels) * 16 + lane
                products[frequency] = 0
                for channel in 0..<channels { products[frequency] += frequencies[frequency * channels + channel] * weights[16 * channel] }
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
