import CShims
import PanSECB

/// The quantised layers of a 512x1024 image, counted as the convolutions that they stand for.
func benchQuantised(_ kernels: pansecb_kernels) {
    for (name, width, rows, channels) in [
        ("64 channels 128x256", 256, 128, 64), ("128 channels 64x128", 128, 64, 128),
        ("16 channels 256x512", 512, 256, 16),
    ] {
        report("quantised F(4,3) 3x1 \(name)", width * rows, channels, winogradTime(kernels, width, rows, channels))
        report("quantised 3x1 \(name)", width * rows, channels, convolutionTime(kernels, width, rows, channels))
    }
}

private func report(_ what: String, _ pixels: Int, _ channels: Int, _ time: Double) {
    let products = Double(3 * pixels * channels * channels)
    print("  \(what): \(milliseconds(time)) ms, \((products / time / 1e9 * 10).rounded() / 10) * 10^9 products/s")
}

private struct Memory {
    let input: Guarded<UInt8>, output: Guarded<UInt8>, weights: Guarded<UInt8>, sums: Guarded<Int32>
    let scale: Guarded<Float>, scratch: Guarded<UInt8>

    init(pixels: Int, channels: Int, matrices: Int) {
        input = Guarded(pixels * channels) { UInt8(truncatingIfNeeded: $0 * 7919 >> 3) }
        output = Guarded(pixels * channels)
        weights = Guarded(matrices * channels * channels * 2) { UInt8(truncatingIfNeeded: $0 * 31) }
        sums = Guarded(matrices * channels) { _ in 0 }
        scale = Guarded(matrices * channels) { _ in 1e-4 }
        scratch = Guarded(
            max(
                Int(PANSECB_QUANTISED_SCRATCH) * channels, Int(pansecb_quantised_winograd_scratch(Int32(channels)))))
    }
}

private func winogradTime(_ kernels: pansecb_kernels, _ width: Int, _ rows: Int, _ channels: Int) -> Double {
    let m = Memory(pixels: width * rows, channels: channels, matrices: 6), most = Int(PANSECB_QUANTISED_TILES)
    var w = pansecb_quantised_winograd()
    w.input_channels = Int32(channels)
    w.output_blocks = Int32(channels / 16)
    w.weights = UnsafeRawPointer(m.weights.start)
    w.weight_sums = UnsafePointer(m.sums.start)
    w.scale = UnsafePointer(m.scale.start)
    w.bias = UnsafePointer(m.scale.start)
    w.scratch = UnsafeMutableRawPointer(m.scratch.start)
    var sources = [UnsafePointer<UInt8>?](repeating: nil, count: 6 * most)
    var targets = [UnsafeMutablePointer<UInt8>?](repeating: nil, count: 4 * most)
    let row = width * channels
    defer { withExtendedLifetime(m) {} }
    return smallestTime {
        sources.withUnsafeMutableBufferPointer { sources in
            targets.withUnsafeMutableBufferPointer { targets in
                w.inputs = UnsafePointer(sources.baseAddress!)
                w.outputs = UnsafePointer(targets.baseAddress!)
                for strip in 0..<rows / 4 {
                    for x in stride(from: 0, to: width, by: most) {
                        let count = min(most, width - x)
                        for tile in 0..<count {
                            for i in 0..<6 {
                                let y = min(max(strip * 4 + i - 1, 0), rows - 1)
                                sources[6 * tile + i] = UnsafePointer(m.input.start + y * row + (x + tile) * channels)
                            }
                            for i in 0..<4 {
                                targets[4 * tile + i] = m.output.start + (strip * 4 + i) * row + (x + tile) * channels
                            }
                        }
                        w.tiles = Int32(count)
                        kernels.quantised_winograd(&w)
                    }
                }
            }
        }
    }
}

private func convolutionTime(_ kernels: pansecb_kernels, _ width: Int, _ rows: Int, _ channels: Int) -> Double {
    let m = Memory(pixels: width * rows, channels: channels, matrices: 3)
    var c = pansecb_quantised_convolution()
    c.taps = 3
    c.input_width = Int32(width)
    c.input_channels = Int32(channels)
    c.input_step = 1
    c.output_width = Int32(width)
    c.output_blocks = Int32(channels / 16)
    c.output_stride = Int32(channels)
    c.weights = UnsafeRawPointer(m.weights.start)
    c.weight_sums = UnsafePointer(m.sums.start)
    c.scale = UnsafePointer(m.scale.start)
    c.bias = UnsafePointer(m.scale.start)
    c.scratch = UnsafeMutableRawPointer(m.scratch.start)
    let row = width * channels
    defer { withExtendedLifetime(m) {} }
    return smallestTime {
        for y in 0..<rows {
            for tap in 0..<3 {
                let source = y + tap - 1, inside = source >= 0 && source < rows
                pansecb_quantised_set_tap(
                    &c, Int32(tap), inside ? UnsafePointer(m.input.start + source * row) : nil, 0)
            }
            c.output = m.output.start + y * row
            kernels.quantised_convolution(&c)
        }
    }
}
