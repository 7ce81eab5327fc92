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

    mutating func crossEntropies(_ kernels: pansecb_training_kernels, _ scalar: pansecb_training_kernels) {
        for pixels in 1...40 {
            let channels = random.int(1...40), stride = (channels + 15) / 16 * 16
            let start = (0..<pixels * stride).map { _ in 8 * random.float() }
            let targets = Guarded<UInt8>(pixels) { _ in UInt8(random.int(0...channels - 1)) }
            let weights = Guarded<Float>(channels) { _ in abs(random.float()) }
            let expected = Guarded<Float>(pixels * stride) { start[$0] }
            let actual = Guarded<Float>(pixels * stride, misalignment: random.int(0...7)) { start[$0] }
            var e = pansecb_cross_entropy()
            e.stride = Int32(stride)
            e.channels = Int32(channels)
            e.pixels = pixels
            e.targets = UnsafePointer(targets.start)
            e.weights = UnsafePointer(weights.start)
            e.factor = 0.5
            e.logits = expected.start
            scalar.cross_entropy(&e)
            let loss = e.loss
            e.logits = actual.start
            kernels.cross_entropy(&e)
            withExtendedLifetime((targets, weights)) {}
            // Shares are quotients of sums of some tens of numbers up to 1.
            compare(
                expected, actual, tolerance: Float(channels + 4) * .ulpOfOne,
                "cross entropy, \(pixels) pixels, \(channels) channels")
            let error = abs(e.loss - loss)
            expect(
                error <= Double(pixels * (channels + 4)) * Double(Float.ulpOfOne),
                "cross entropy, \(pixels) pixels: the loss differs by \(error)")
        }
    }

    mutating func adams(_ kernels: pansecb_training_kernels, _ scalar: pansecb_training_kernels) {
        for count in 0...70 {
            func numbers(_ scale: Float, _ start: Float) -> [Float] {
                (0..<count).map { _ in start + scale * random.float() }
            }
            let values = numbers(1, 0), gradients = numbers(1, 0), first = numbers(1, 0), second = numbers(0.5, 0.5)
            func run(_ kernel: (UnsafePointer<pansecb_adam>) -> Void, misalignment: Int) -> [Guarded<Float>] {
                let blocks = [values, gradients, first, second].map { block in
                    Guarded<Float>(max(count, 1), misalignment: misalignment) { i in i < count ? block[i] : 0 }
                }
                var a = pansecb_adam()
                a.values = blocks[0].start
                a.gradients = UnsafePointer(blocks[1].start)
                a.first = blocks[2].start
                a.second = blocks[3].start
                a.count = count
                a.decay = 0.01
                (a.beta1, a.beta2, a.step, a.correction, a.epsilon) = (0.9, 0.999, 0.003, 1.5, 1e-3)
                kernel(&a)
                return blocks
            }
            let expected = run({ scalar.adam($0) }, misalignment: 0),
                actual = run({ kernels.adam($0) }, misalignment: random.int(0...7))
            // A few roundings of numbers up to 1; the step divides by 1e-3 at least and is 0.003.
            for (number, what) in ["values", "gradients", "first moments", "second moments"].enumerated() {
                compare(expected[number], actual[number], tolerance: 32 * .ulpOfOne, "Adam, \(count) numbers, \(what)")
            }
        }
    }
}
