import CShims
import PanSECB

/// The layers of a 512x1024 image in Winograd form, counted as the convolutions that they stand for.
func benchWinograds(_ kernels: pansecb_kernels) {
    for (name, width, rows, channels) in [
        ("64 channels 120x256", 256, 120, 64), ("128 channels 60x128", 128, 60, 128),
        ("16 channels 240x512", 512, 240, 16),
    ] {
        for size in [4, 6] {
            benchWinograd(kernels, name, width: width, rows: rows, channels: channels, size, isSplit: false)
        }
        if kernels.split_winograd != nil, channels >= 64 {
            benchWinograd(kernels, name, width: width, rows: rows, channels: channels, 4, isSplit: true)
        }
    }
}

/// Down the columns: rows of outputs from two more of inputs.
private func benchWinograd(
    _ kernels: pansecb_kernels, _ name: String, width: Int, rows: Int, channels: Int, _ size: Int, isSplit: Bool
) {
    let pixels = width * rows, most = Int(max(PANSECB_WINOGRAD_TILES, PANSECB_SPLIT_TILES))
    let input = Guarded<Float>(pixels * channels) { Float($0 % 17) - 8 }, output = Guarded<Float>(pixels * channels)
    let weights = Guarded<Float>(Int(PANSECB_WINOGRAD_INPUTS) * channels * channels) { Float($0 % 13) / 13 },
        bias = Guarded<Float>(channels) { _ in 0 }
    let scratch = Guarded<Float>(
        max(Int(PANSECB_WINOGRAD_BUFFERS) * most * channels, Int(pansecb_split_winograd_scratch(Int32(channels)))))
    let zeros = Guarded<Float>(channels) { _ in 0 }
    defer { withExtendedLifetime((input, output, weights, bias, scratch, zeros)) {} }
    var w = pansecb_winograd()
    w.tile_outputs = Int32(size)
    w.input_channels = Int32(channels)
    w.output_blocks = Int32(channels / 16)
    w.relu = 1
    w.weights = UnsafePointer(weights.start)
    w.bias = UnsafePointer(bias.start)
    w.scratch = scratch.start
    var sources = [UnsafePointer<Float>?](repeating: nil, count: (size + 2) * most)
    var targets = [UnsafeMutablePointer<Float>?](repeating: nil, count: size * most)
    let time = smallestTime {
        sources.withUnsafeMutableBufferPointer { sources in
            targets.withUnsafeMutableBufferPointer { targets in
                var tiles = WinogradTiles(
                    w, kernels,
                    TileMemory(
                        inputs: sources.baseAddress!, outputs: targets.baseAddress!, kernel: scratch.start,
                        zeros: UnsafePointer(zeros.start)), isSplit: isSplit)
                for strip in 0..<rows / size {
                    tiles.columns(0..<width) { i in
                        let row = strip * size + i - 1
                        return row < 0 || row >= rows ? nil : UnsafeRawPointer(input.start + row * width * channels)
                    } target: { i in
                        UnsafeMutableRawPointer(output.start + (strip * size + i) * width * channels)
                    }
                }
            }
        }
    }
    let operations = Double(2 * 3 * pixels * channels * channels)
    print(
        "  \(isSplit ? "split " : "")winograd F(\(size),3) 3x1 \(name): \(milliseconds(time)) ms, "
            + "\((operations / time / 1e9 * 10).rounded() / 10) GFLOP/s"
    )
}
