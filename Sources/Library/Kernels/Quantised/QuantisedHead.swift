import CShims

/// One row of a quantised head: eight features, which are sixteen pixels, and sixteen channels at a time, transposed
/// into rows of channels.
func quantisedHead(_ arguments: UnsafePointer<pansecb_quantised_head>) {
    let h = arguments.pointee
    guard let even = h.weights.0, let odd = h.weights.1, let evenSums = h.weight_sums.0, let oddSums = h.weight_sums.1
    else { return }
    let width = Int(h.width), pixels = (h.scratch + 8 * 32).assumingMemoryBound(to: Float.self)
    var x = 0
    while x < width {
        let count = min(16, width - x), features = (count + 1) / 2
        var source = UnsafeRawPointer(h.features + 8 * x)
        if !readsPixels {
            writeGroups(h.features + 8 * x, channels: 16 * features, to: h.scratch)
            source = UnsafeRawPointer(h.scratch)
        }
        let groups = source.assumingMemoryBound(to: UInt32.self)
        for block in 0..<(Int(h.channels) + 15) / 16 {
            let scale = load(h.scale + 16 * block), bias = load(h.bias + 16 * block)
            let even = even + 16 * 16 * channelBytes * block, odd = odd + 16 * 16 * channelBytes * block
            let evenStart = start(evenSums + 16 * block, pixelCorrection),
                oddStart = start(oddSums + 16 * block, pixelCorrection)
            for feature in 0..<features {
                let pixel = groups + feature * (16 / group)
                store(pansecb_scaled16(sum(pixel, even, evenStart), scale, bias), pixels + 32 * feature)
                store(pansecb_scaled16(sum(pixel, odd, oddStart), scale, bias), pixels + (32 * feature + 16))
            }
            let channels = min(16, Int(h.channels) - 16 * block)
            let output = h.output + (16 * block * h.plane + x)
            if count == 16 {
                transposeRows(pixels, channels, output, h.plane)
            } else {
                for channel in 0..<channels {
                    for i in 0..<count { output[channel * h.plane + i] = pixels[16 * i + channel] }
                }
            }
        }
        x += 16
    }
}

/// A pixel's sums for sixteen channels.
@inline(__always)
private func sum(_ pixel: UnsafePointer<UInt32>, _ weights: UnsafeRawPointer, _ start: Totals) -> Totals {
    var sums = start
    for i in 0..<16 / group { sums = pansecb_dot16(sums, pixel[i], loadWeights(weights, i)) }
    return sums
}

/// Sixteen pixels of sixteen channels to the first `channels` rows of the output.
@inline(__always)
private func transposeRows(
    _ pixels: UnsafeMutablePointer<Float>, _ channels: Int, _ output: UnsafeMutablePointer<Float>, _ plane: Int
) {
    for channel in 0..<channels {
        let row = output + channel * plane
        for i in 0..<16 { row[i] = pixels[16 * i + channel] }
    }
}

/// A quantised head at some pixels: the block of 16 channels that holds the wanted ones.
func quantisedSample(_ arguments: UnsafePointer<pansecb_quantised_sample>) {
    let s = arguments.pointee
    let block = Int(s.first) / 16, lane = Int(s.first) % 16, width = UInt32(truncatingIfNeeded: s.width)
    let scale = load(s.scale + 16 * block), bias = load(s.bias + 16 * block)
    for i in 0..<s.count {
        let y = s.pixels[i] / width, x = s.pixels[i] % width, phase = Int(2 * (y & 1) + (x & 1))
        let features = s.features + (Int(y / 2) * Int(s.feature_width) + Int(x / 2)) * 16
        let weights = s.weights + (phase * s.phase_stride + 16 * 16 * channelBytes * block)
        var sums = start(s.weight_sums + 16 * (phase * Int(s.blocks) + block), pixelCorrection)
        for k in 0..<16 / group { sums = pansecb_dot16(sums, loadGroup(features, k), loadWeights(weights, k)) }
        let values = pansecb_scaled16(sums, scale, bias)
        for wanted in 0..<Int(s.channels) {
            pansecb_quantised_sample_output(arguments, Int32(truncatingIfNeeded: wanted))?[i] = values[lane + wanted]
        }
    }
}

/// Bytes of floats.
func quantisedPixels(_ arguments: UnsafePointer<pansecb_quantised_pixels>) {
    let p = arguments.pointee
    var i = 0
    while i + 16 <= p.count {
        pansecb_store_rounded16(load(p.input + i) * Block(repeating: 255), p.output + i)
        i += 16
    }
    while i < p.count {
        p.output[i] = roundedByte(p.input[i] * 255)
        i += 1
    }
}
