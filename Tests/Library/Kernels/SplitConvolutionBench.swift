import CShims
import PanSECB

/// The convolutions that a 512x1024 image needs most, a row at a time, with split pixels in and floats out; counted as
/// if nothing were split. Rows are those of a strip, which stay in the cache.
func benchSplitConvolutions(_ kernels: pansecb_kernels) {
    for (name, width, rows, channels) in [
        ("64 channels 128x256", 256, 128, 64), ("128 channels 64x128", 128, 64, 128),
        ("16 channels 256x512", 512, 256, 16),
    ] {
        let line = 2 * (width + 2 + Int(PANSECB_SPLIT_PIXELS)) * channels
        let strip = 4
        let input = Guarded<UInt16>(strip * line) { UInt16($0 % 17) }, output = Guarded<Float>(strip * width * channels)
        let weights = Guarded<UInt16>(SplitWeights.count(taps: 3, blocks: channels / 16, inputs: channels)) {
            UInt16($0 % 13)
        }
        let bias = Guarded<Float>(channels) { _ in 0 }, scratch = Guarded<Float>(Int(PANSECB_SPLIT_SCRATCH))
        defer { withExtendedLifetime((input, output, weights, bias, scratch)) {} }
        var c = pansecb_split_convolution()
        c.taps = 3
        c.input_channels = Int32(channels)
        c.input_step = 1
        c.output_width = Int32(width)
        c.output_blocks = Int32(channels / 16)
        c.output_stride = Int32(channels)
        c.relu = 1
        c.weights = UnsafePointer(weights.start)
        c.bias = UnsafePointer(bias.start)
        c.scratch = scratch.start
        let time = smallestTime {
            for y in 0..<rows {
                for tap in 0..<3 {
                    pansecb_set_split_row(&c, Int32(tap), input.start + y % strip * line + 2 * tap * channels)
                }
                c.output = output.start + y % strip * width * channels
                kernels.split_convolution(&c)
            }
        }
        let operations = Double(2 * 3 * rows * width * channels * channels)
        print(
            "  split convolution 1x3 \(name): \(milliseconds(time)) ms, "
                + "\((operations / time / 1e9 * 10).rounded() / 10) GFLOP/s"
        )
    }
}
