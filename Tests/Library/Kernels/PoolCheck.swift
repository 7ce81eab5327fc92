import CShims

extension Check {
    mutating func pools(_ kernels: pansecb_kernels, _ scalar: pansecb_kernels) {
        for width in 1...20 {
            for channels in [1, 3, 16, 21, 64] {
                let inputStride = channels + random.int(0...3), outputStride = channels + random.int(0...20)
                let rows = (0..<2).map { _ in
                    Guarded<Float>(2 * width * inputStride, misalignment: random.int(0...7)) { _ in random.float() }
                }
                let scale = Guarded<Float>(channels) { _ in random.float() },
                    bias = Guarded<Float>(channels) { _ in random.float() }
                let count = (width - 1) * outputStride + channels
                let expected = Guarded<Float>(count), actual = Guarded<Float>(count, misalignment: random.int(0...7))
                defer { withExtendedLifetime((rows, scale, bias)) {} }
                var p = pansecb_pool()
                p.rows = (UnsafePointer(rows[0].start), UnsafePointer(rows[1].start))
                p.channels = Int32(channels)
                p.input_stride = Int32(inputStride)
                p.output_width = Int32(width)
                p.output_stride = Int32(outputStride)
                p.scale = UnsafePointer(scale.start)
                p.bias = UnsafePointer(bias.start)
                p.output = expected.start
                scalar.pool(&p)
                p.output = actual.start
                kernels.pool(&p)
                // One multiplication and one addition of numbers up to 1.
                compare(expected, actual, tolerance: 2 * .ulpOfOne, "pool width \(width) channels \(channels)")
            }
        }
    }
}
