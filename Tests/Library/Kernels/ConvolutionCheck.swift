import CShims

extension Check {
    /// All small widths, each shape that the network has and some that it has not, rows missing, pointers misaligned.
    mutating func convolutions(_ kernels: pansecb_kernels, _ scalar: pansecb_kernels) {
        for width in 1...40 {
            for channels in [1, 3, 4, 16, 64] {
                convolution(
                    kernels, scalar, width: width, channels: channels, taps: 3, blocks: random.int(1...3), step: 1)
                convolution(
                    kernels, scalar, width: width, channels: channels, taps: random.int(1...9), blocks: 1,
                    step: random.int(1...2))
            }
        }
        for width in [64, 100, 257] {
            convolution(kernels, scalar, width: width, channels: 128, taps: 3, blocks: 8, step: 1)
        }
    }

    private mutating func convolution(
        _ kernels: pansecb_kernels, _ scalar: pansecb_kernels, width: Int, channels: Int, taps: Int, blocks: Int,
        step: Int
    ) {
        let inputWidth = width * step + (step == 2 ? random.int(-1...1) : 0)
        guard inputWidth > 0 else { return }
        let outputs = blocks * 16, stride = outputs + random.int(0...2) * 16
        let rows = (0..<taps).map { _ in
            Guarded<Float>(inputWidth * channels, misalignment: random.int(0...7)) { _ in random.float() }
        }
        let weights = Guarded<Float>(blocks * taps * channels * 16, misalignment: random.int(0...7)) { _ in
            random.float()
        }
        let bias = Guarded<Float>(outputs) { _ in random.float() }
        let residual = Guarded<Float>((width - 1) * stride + outputs, misalignment: random.int(0...7)) { _ in
            random.float()
        }
        let scratch = Guarded<Float>(
            Int(PANSECB_MAX_TAPS) * Int(PANSECB_TILE_PIXELS) * channels, misalignment: random.int(0...7))
        let hasResidual = random.int(0...1) == 1
        // The kernel knows addresses only.
        defer { withExtendedLifetime((rows, weights, bias, residual, scratch)) {} }
        var c = pansecb_convolution()
        for tap in 0..<taps {
            let missing = random.int(0...5) == 0
            pansecb_set_tap(&c, Int32(tap), missing ? nil : rows[tap].start, Int32(random.int(-17...17)))
        }
        c.taps = Int32(taps)
        c.input_width = Int32(inputWidth)
        c.input_channels = Int32(channels)
        c.input_step = Int32(step)
        c.output_width = Int32(width)
        c.output_blocks = Int32(blocks)
        c.output_stride = Int32(stride)
        c.relu = Int32(random.int(0...1))
        c.weights = UnsafePointer(weights.start)
        c.bias = UnsafePointer(bias.start)
        c.residual = hasResidual ? UnsafePointer(residual.start) : nil
        c.scratch = scratch.start
        let start: (Int) -> Float = { hasResidual ? residual[$0] : .garbage }
        let expected = Guarded<Float>(residual.count, start),
            actual = Guarded<Float>(residual.count, misalignment: random.int(0...7), start)
        c.output = expected.start
        scalar.convolution(&c)
        c.output = actual.start
        // In the network the residual is the output itself.
        if hasResidual { c.residual = UnsafePointer(actual.start) }
        kernels.convolution(&c)

        // Products are at most 1, so partial sums of n random ones are of the order of sqrt(n); each of the n additions
        // errs by half an epsilon of such a sum at most, in both.
        let terms = Float(taps * channels + 2)
        let tolerance = terms * terms.squareRoot() * Float.ulpOfOne
        var worst: Float = 0, holes = true
        for x in 0..<width {
            for lane in 0..<stride where x * stride + lane < actual.count {
                let i = x * stride + lane
                if lane < outputs {
                    worst = max(worst, abs(expected[i] - actual[i]))
                    if actual[i].isNaN || expected[i].isNaN { worst = .infinity }
                } else if hasResidual ? actual[i] != residual[i] : !actual[i].isGarbage {
                    holes = false
                }
            }
        }
        let what = "convolution width \(width) channels \(channels) taps \(taps) blocks \(blocks) step \(step)"
        expect(worst <= tolerance, "\(what): differs by \(worst), tolerance \(tolerance)")
        expect(actual.guardsHold && scratch.guardsHold && holes, "\(what): wrote outside")
    }
}
