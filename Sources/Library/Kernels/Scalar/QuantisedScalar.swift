import CShims

// Readable twins of the quantised kernels. Their weights lie in groups of four bytes.

private let group = Int(PANSECB_GROUP_OF_BYTES)

/// A weight of an input and an output, in the weights of a block.
private func weight(_ weights: UnsafeRawPointer, input: Int, output: Int) -> Int32 {
    Int32(weights.load(fromByteOffset: (input / group * 16 + output) * group + input % group, as: Int8.self))
}

/// The nearest whole number, ties to even, limited to 0 ... 255; NaN becomes 0.
private func byte(_ value: Float) -> UInt8 {
    if value.isNaN { return 0 }
    let limited = min(255, max(0, value)), below = UInt8(limited), rest = limited - Float(below)
    return rest > 0.5 || (rest == 0.5 && below % 2 == 1) ? below + 1 : below
}

/// Twin of the row convolution.
func quantisedConvolutionScalar(_ arguments: UnsafePointer<pansecb_quantised_convolution>) {
    let c = arguments.pointee
    let channels = Int(c.input_channels), taps = Int(c.taps)
    for x in 0..<Int(c.output_width) {
        for output in 0..<Int(c.output_blocks) * 16 {
            let block = c.weights + output / 16 * taps * channels * 16
            var sum: Int32 = 0
            for tap in 0..<taps {
                let source = x * Int(c.input_step) + Int(pansecb_quantised_shift(arguments, Int32(tap)))
                guard let row = pansecb_quantised_row(arguments, Int32(tap)), source >= 0, source < Int(c.input_width)
                else { continue }
                for input in 0..<channels {
                    sum +=
                        Int32(row[source * channels + input])
                        * weight(block + tap * channels * 16, input: input, output: output % 16)
                }
            }
            let place = x * Int(c.output_stride) + output
            var value = Float(sum) * c.scale[output] + c.bias[output]
            if let residual = c.residual { value += Float(residual[place]) * c.residual_scale[output] }
            c.output[place] = byte(value)
        }
    }
}

/// A frequency of six pixels.
private func transformed(_ frequency: Int, _ x: (Int) -> Int32) -> Int32 {
    switch frequency {
    case 0: return 4 * x(0) - 5 * x(2) + x(4)
    case 1: return -4 * x(1) - 4 * x(2) + x(3) + x(4)
    case 2: return 4 * x(1) - 4 * x(2) - x(3) + x(4)
    case 3: return -2 * x(1) - x(2) + 2 * x(3) + x(4)
    case 4: return 2 * x(1) - x(2) - 2 * x(3) + x(4)
    default: return 4 * x(1) - 5 * x(3) + x(5)
    }
}

/// Twin of the Winograd kernel: the transforms as matrices, a tile and an output channel at a time.
func quantisedWinogradScalar(_ arguments: UnsafePointer<pansecb_quantised_winograd>) {
    let w = arguments.pointee
    let channels = Int(w.input_channels), blocks = Int(w.output_blocks), size = 6
    guard let frequencies = w.scratch?.assumingMemoryBound(to: Int16.self) else { return }
    // The factor of each frequency lies behind the numbers.
    let factors = UnsafeMutableRawPointer(frequencies + size * channels).assumingMemoryBound(to: Float.self)
    for tile in 0..<Int(w.tiles) {
        for frequency in 0..<size {
            let numbers = frequencies + frequency * channels
            var magnitudes: Int32 = 0
            for channel in 0..<channels {
                func pixel(_ i: Int) -> Int32 { w.inputs[size * tile + i].map { Int32($0[channel]) } ?? 0 }
                let sum = transformed(frequency, pixel)
                numbers[channel] = Int16(sum)
                magnitudes |= sum < 0 ? ~sum : sum
            }
            // Bits that the largest has beyond 7.
            let shift = max(0, 25 - magnitudes.leadingZeroBitCount)
            factors[frequency] = Float(1 << shift)
            for channel in 0..<channels {
                numbers[channel] = min(127, (numbers[channel] + (1 << shift) / 2) >> shift)
            }
        }
        for output in 0..<16 * blocks {
            func product(_ frequency: Int) -> Float {
                let matrix = frequency * blocks + output / 16
                var sum: Int32 = 0
                for input in 0..<channels {
                    sum +=
                        Int32(frequencies[frequency * channels + input])
                        * weight(w.weights + matrix * channels * 16, input: input, output: output % 16)
                }
                return Float(sum) * factors[frequency] * w.scale[16 * matrix + output % 16]
            }
            let m1 = product(1), m2 = product(2), m3 = product(3), m4 = product(4)
            let even1 = m1 + m2, odd1 = m1 - m2, even2 = m3 + m4, odd2 = m3 - m4
            let bias = w.bias[output]
            for i in 0..<4 {
                guard let pixel = w.outputs[4 * tile + i] else { continue }
                var value: Float
                switch i {
                case 0: value = product(0) + even1 + even2 + bias
                case 1: value = odd1 + 2 * odd2 + bias
                case 2: value = even1 + 4 * even2 + bias
                default: value = odd1 + 8 * odd2 + product(5) + bias
                }
                if let scale = w.residual_scale { value += Float(pixel[output]) * scale[output] }
                pixel[output] = byte(value)
            }
        }
    }
}

/// Twin of the pooling kernel.
func quantisedPoolScalar(_ arguments: UnsafePointer<pansecb_quantised_pool>) {
    let p = arguments.pointee
    guard let upper = p.rows.0, let lower = p.rows.1 else { return }
    let stride = Int(p.input_stride)
    for x in 0..<Int(p.output_width) {
        for channel in 0..<Int(p.channels) {
            let left = 2 * x * stride + channel, right = left + stride
            let largest = max(max(upper[left], upper[right]), max(lower[left], lower[right]))
            p.output[x * Int(p.output_stride) + channel] = byte(Float(largest) * p.scale[channel] + p.bias[channel])
        }
    }
}

/// A head's sum over the 16 features of a pixel, for one channel.
private func headSum(_ features: UnsafePointer<UInt8>, _ weights: UnsafeRawPointer, _ channel: Int) -> Int32 {
    var sum: Int32 = 0
    for input in 0..<16 {
        sum += Int32(features[input]) * weight(weights + channel / 16 * 256, input: input, output: channel % 16)
    }
    return sum
}

/// Twin of the kernel for a head's row.
func quantisedHeadScalar(_ arguments: UnsafePointer<pansecb_quantised_head>) {
    let h = arguments.pointee
    for x in 0..<Int(h.width) {
        guard let weights = x % 2 == 0 ? h.weights.0 : h.weights.1 else { return }
        for channel in 0..<Int(h.channels) {
            h.output[channel * h.plane + x] =
                Float(headSum(h.features + x / 2 * 16, weights, channel)) * h.scale[channel] + h.bias[channel]
        }
    }
}

/// Twin of the kernel that computes a head at some pixels.
func quantisedSampleScalar(_ arguments: UnsafePointer<pansecb_quantised_sample>) {
    let s = arguments.pointee
    for i in 0..<s.count {
        let (y, x) = Int(s.pixels[i]).quotientAndRemainder(dividingBy: Int(s.width))
        let features = s.features + (y / 2 * Int(s.feature_width) + x / 2) * 16
        let weights = s.weights + (2 * (y % 2) + x % 2) * s.phase_stride
        for wanted in 0..<Int(s.channels) {
            let channel = Int(s.first) + wanted
            pansecb_quantised_sample_output(arguments, Int32(wanted))?[i] =
                Float(headSum(features, weights, channel)) * s.scale[channel] + s.bias[channel]
        }
    }
}

/// Twin of the kernel that makes bytes of floats.
func quantisedPixelsScalar(_ arguments: UnsafePointer<pansecb_quantised_pixels>) {
    let p = arguments.pointee
    for i in 0..<p.count { p.output[i] = byte(p.input[i] * 255) }
}
