import CTrainingKernels
import KernelChecks

extension Check {
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
}
