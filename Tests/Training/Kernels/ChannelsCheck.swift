import CTrainingKernels
import KernelChecks

extension Check {
    mutating func channels(_ kernels: pansecb_training_kernels, _ scalar: pansecb_training_kernels) {
        for pixels in Array(0...20) + [63, 64, 65, 130] {
            for channels in [16, 48, 128] {
                let count = max(pixels * channels, 1), what = "\(pixels) pixels, \(channels) channels"
                func numbers(_ count: Int) -> Guarded<Float> {
                    Guarded<Float>(count, misalignment: random.int(0...7)) { _ in
                        random.int(0...9) == 0 ? 0 : random.float()
                    }
                }
                let x = numbers(count), y = numbers(count), gate = numbers(count)
                let scale = numbers(channels), scaleY = numbers(channels), shift = numbers(channels)
                var c = pansecb_channels()
                c.x = UnsafePointer(x.start)
                c.y = UnsafePointer(y.start)
                c.gate = random.int(0...1) == 0 ? nil : UnsafePointer(gate.start)
                c.scale = UnsafePointer(scale.start)
                c.scale_y = UnsafePointer(scaleY.start)
                c.shift = UnsafePointer(shift.start)
                c.pixels = pixels
                c.channels = Int32(channels)
                sums("moments, \(what)", c, scalar.moments, kernels.moments)
                sums("products, \(what)", c, scalar.products, kernels.products)
                outputs("products, \(what)", c, count: count, tolerance: 0, scalar.products, kernels.products)
                outputs("combine, \(what)", c, count: count, tolerance: 4 * .ulpOfOne, scalar.combine, kernels.combine)
                c.relu = Int32(random.int(0...1))
                outputs(
                    "normalise, \(what)", c, count: count, tolerance: 4 * .ulpOfOne, scalar.normalise, kernels.normalise
                )
                c.y = nil
                outputs(
                    "normalise without residual, \(what)", c, count: count, tolerance: 4 * .ulpOfOne, scalar.normalise,
                    kernels.normalise)
                withExtendedLifetime((x, y, gate, scale, scaleY, shift)) {}
            }
        }
    }

    private mutating func sums(
        _ what: String, _ arguments: pansecb_channels, _ scalar: (UnsafePointer<pansecb_channels>) -> Void,
        _ kernel: (UnsafePointer<pansecb_channels>) -> Void
    ) {
        var c = arguments
        let count = 2 * Int(c.channels), start = (0..<count).map { Double($0) }
        var expected = start, actual = start
        expected.withUnsafeMutableBufferPointer {
            c.sums = $0.baseAddress
            scalar(&c)
        }
        actual.withUnsafeMutableBufferPointer {
            c.sums = $0.baseAddress
            kernel(&c)
        }
        // Products reach 2; floats add up 64 pixels at most.
        let tolerance =
            Double(2 * sumTolerance(min(arguments.pixels, 64))) * (Double(arguments.pixels) / 64 + 1) + 1e-12
        let worst = zip(expected, actual).map { abs($0 - $1) }.max() ?? 0
        expect(worst <= tolerance, "\(what): sums differ by \(worst), tolerance \(tolerance)")
    }

    private mutating func outputs(
        _ what: String, _ arguments: pansecb_channels, count: Int, tolerance: Float,
        _ scalar: (UnsafePointer<pansecb_channels>) -> Void,
        _ kernel: (UnsafePointer<pansecb_channels>) -> Void
    ) {
        var c = arguments
        var sums = [Double](repeating: 0, count: 2 * Int(c.channels))
        let expected = Guarded<Float>(count), actual = Guarded<Float>(count, misalignment: random.int(0...7))
        sums.withUnsafeMutableBufferPointer {
            c.sums = $0.baseAddress
            c.output = expected.start
            scalar(&c)
            c.output = actual.start
            kernel(&c)
        }
        compare(expected, actual, tolerance: tolerance, what)
    }
}
