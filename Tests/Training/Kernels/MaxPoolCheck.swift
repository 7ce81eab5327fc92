import CTrainingKernels
import KernelChecks

extension Check {
    mutating func maxPools(_ kernels: pansecb_training_kernels, _ scalar: pansecb_training_kernels) {
        for width in 1...20 {
            for channels in [3, 16, 64] {
                let stride = channels + random.int(0...20), outputStride = channels + random.int(0...20)
                // Few different numbers, so that ties are frequent.
                let rows = (0..<2).map { _ in
                    Guarded<Float>(2 * width * stride, misalignment: random.int(0...7)) { _ in Float(random.int(-2...2))
                    }
                }
                let gradient = Guarded<Float>(width * outputStride) { _ in random.float() }
                var p = pansecb_max_pool()
                p.rows = (UnsafePointer(rows[0].start), UnsafePointer(rows[1].start))
                p.input_stride = stride
                p.output_stride = outputStride
                p.width = width
                p.channels = Int32(channels)
                let count = (width - 1) * outputStride + channels
                let expected = Guarded<Float>(count), actual = Guarded<Float>(count, misalignment: random.int(0...7))
                p.output = expected.start
                scalar.max_pool(&p)
                p.output = actual.start
                kernels.max_pool(&p)
                compare(expected, actual, tolerance: 0, "max-pool, width \(width), \(channels) channels")
                guard channels % 16 == 0 else { continue }
                p.gradient = UnsafePointer(gradient.start)
                let start = (0..<4 * width * stride).map { _ in random.float() }
                let wanted = (0..<2).map { row in
                    Guarded<Float>(2 * width * stride) { start[row * 2 * width * stride + $0] }
                }
                let found = (0..<2).map { row in
                    Guarded<Float>(2 * width * stride, misalignment: random.int(0...7)) {
                        start[row * 2 * width * stride + $0]
                    }
                }
                p.gradient_rows = (wanted[0].start, wanted[1].start)
                scalar.max_pool_gradient(&p)
                p.gradient_rows = (found[0].start, found[1].start)
                kernels.max_pool_gradient(&p)
                for row in 0..<2 {
                    compare(
                        wanted[row], found[row], tolerance: 0,
                        "gradient of max-pool, width \(width), \(channels) channels")
                }
                withExtendedLifetime((rows, gradient)) {}
            }
        }
    }
}
