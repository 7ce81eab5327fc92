import CShims
import PanSECB

extension Check {
    /// All widths up to some tiles, with every number of channels that the kernel takes.
    mutating func splitConvolutions(_ kernels: pansecb_kernels, _ scalar: pansecb_kernels) {
        for width in 1...70 {
            for channels in [16, 32, 64, 128] { splitConvolution(kernels, scalar, width: width, channels: channels) }
        }
    }

    private mutating func splitConvolution(
        _ kernels: pansecb_kernels, _ scalar: pansecb_kernels, width: Int, channels: Int
    ) {
        let taps = random.int(1...4), blocks = random.int(1...4), outputs = 16 * blocks, step = random.int(1...2)
        // A line of pixels for all taps; what lies behind the last that counts is not a number.
        let read = step * (width - 1) + taps, all = step * (width + 31) + taps, gap = random.int(0...1) * 16
        let values = Guarded<Float>(read * channels) { _ in random.float() }
        let input = Guarded<UInt16>(2 * all * channels, misalignment: random.int(0...7))
        var split = pansecb_split(
            input: UnsafePointer(values.start), pixels: Int32(read), channels: Int32(channels), output: input.start)
        scalar.split(&split)
        let filters = Guarded<Float>(outputs * taps * channels) { _ in random.float() }
        let bias = Guarded<Float>(outputs) { _ in random.float() }
        let weights = Guarded<UInt16>(
            SplitWeights.count(taps: taps, blocks: blocks, inputs: channels), misalignment: random.int(0...7)
        ) { _ in 0 }
        for block in 0..<blocks {
            for tap in 0..<taps {
                for input in 0..<channels where input % 32 < 16 {
                    func sixteen(_ input: Int) -> SIMD16<Float> {
                        SIMD16((0..<16).map { filters[((16 * block + $0) * taps + tap) * channels + input] })
                    }
                    let first = sixteen(input), second = channels == 16 ? first : sixteen(input + 16)
                    SplitWeights.set(
                        first, second, weights.start, block: block, tap: tap, taps: taps, input: input, inputs: channels
                    )
                }
            }
        }
        // Split results need whole groups of 32 channels, or 16 channels in all.
        let missing = random.int(0...taps), splits = outputs % 32 == 0 || outputs == 16,
            stride = outputs + (outputs == 16 ? 0 : 2 * gap)
        let start = (0..<width * stride).map { _ in random.float() }
        let expected = Guarded<Float>(start.count) { start[$0] },
            actual = Guarded<Float>(start.count, misalignment: random.int(0...7)) { start[$0] }
        let expectedSplit = Guarded<UInt16>(2 * start.count),
            actualSplit = Guarded<UInt16>(2 * start.count, misalignment: random.int(0...7))
        let scratch = Guarded<Float>(Int(PANSECB_SPLIT_SCRATCH)), adds = random.int(0...1) == 1,
            relu = random.int(0...1)
        func run(
            _ kernel: (UnsafePointer<pansecb_split_convolution>) -> Void, _ output: Guarded<Float>,
            _ splitOutput: Guarded<UInt16>?
        ) {
            var c = pansecb_split_convolution()
            for tap in 0..<taps where tap != missing {
                pansecb_set_split_row(&c, Int32(tap), input.start + 2 * tap * channels)
            }
            c.taps = Int32(taps)
            c.input_channels = Int32(channels)
            c.input_step = Int32(step)
            c.output_width = Int32(width)
            c.output_blocks = Int32(blocks)
            c.output_stride = Int32(stride)
            c.relu = Int32(relu)
            c.weights = UnsafePointer(weights.start)
            c.bias = UnsafePointer(bias.start)
            c.residual = adds ? UnsafePointer(output.start) : nil
            c.output = splitOutput == nil ? output.start : nil
            c.split_output = splitOutput?.start
            c.scratch = scratch.start
            kernel(&c)
        }
        if splits { run({ kernels.split_convolution($0) }, actual, actualSplit) }
        run({ kernels.split_convolution($0) }, actual, nil)
        if splits { run({ scalar.split_convolution($0) }, expected, expectedSplit) }
        run({ scalar.split_convolution($0) }, expected, nil)
        // Partial sums of n products are of the order of sqrt(n), and each of 3 n additions errs by half an epsilon of
        // that at most. A product lacks 2^-15 of its size at worst, usually less than 2^-18, and errors of different
        // sign add up like sqrt(n); without one of the lower parts it would lack some 2^-10.
        let terms = Float(channels * taps), rounding = terms * terms.squareRoot() * Float.ulpOfOne
        let tolerance = rounding + 8 * 3 * 0x1p-18 * terms.squareRoot()
        var worst: Float = 0, worstSplit: Float = 0, worstDirect: Float = 0, untouched = true
        for i in 0..<start.count {
            let x = i / stride, output = i % stride
            guard output < outputs else {
                untouched = untouched && actual[i] == start[i]
                if splits {
                    untouched = untouched && parts(actualSplit.start + 2 * x * stride, output, of: stride).0.isNaN
                }
                continue
            }
            worst = max(worst, abs(expected[i] - actual[i]))
            if actual[i].isNaN || expected[i].isNaN { worst = .infinity }
            for (split, floats) in splits ? [(actualSplit, actual), (expectedSplit, expected)] : [] {
                let (upper, lower) = parts(split.start + 2 * x * stride, output, of: stride)
                worstSplit = max(worstSplit, abs(upper + lower - floats[i]) - abs(floats[i]) * 0x1p-16)
                if (upper + lower).isNaN { worstSplit = .infinity }
            }
            var direct = Double(bias[output]) + (adds ? Double(start[i]) : 0)
            for tap in 0..<taps where tap != missing {
                for channel in 0..<channels {
                    direct +=
                        Double(values[(step * x + tap) * channels + channel])
                        * Double(filters[(output * taps + tap) * channels + channel])
                }
            }
            worstDirect = max(worstDirect, abs(expected[i] - Float(relu == 1 ? max(0, direct) : direct)))
        }
        withExtendedLifetime((values, input, filters, bias, weights)) {}
        let what =
            "split convolution of \(width) pixels, step \(step), \(taps) taps of \(channels) to \(outputs) channels"
        expect(worst <= rounding, "\(what): differs by \(worst), tolerance \(rounding)")
        expect(worstSplit <= 0, "\(what): split results differ by \(worstSplit)")
        expect(
            worstDirect <= tolerance, "\(what): differs from the convolution by \(worstDirect), tolerance \(tolerance)")
        expect(
            untouched && actual.guardsHold && actualSplit.guardsHold && expectedSplit.guardsHold && scratch.guardsHold,
            "\(what): wrote outside")
    }
}
