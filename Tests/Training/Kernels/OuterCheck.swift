import CTrainingKernels
import KernelChecks

extension Check {
    /// All numbers of pixels around the kernel's own groups, gaps between pixels, unaligned memory.
    mutating func outers(_ kernels: pansecb_training_kernels, _ scalar: pansecb_training_kernels) {
        for pixels in Array(0...20) + [63, 64, 65, 200] {
            let inputs = 4 * random.int(1...8), blocks = random.int(1...5)
            let xStep = inputs + random.int(0...40), yStep = 16 * blocks + random.int(0...40),
                stride = inputs * 16 + random.int(0...32)
            let x = Guarded<Float>(max(pixels, 1) * xStep, misalignment: random.int(0...7)) { _ in random.float() }
            let y = Guarded<Float>(max(pixels, 1) * yStep, misalignment: random.int(0...7)) { _ in random.float() }
            let count = (blocks - 1) * stride + inputs * 16, start = (0..<count).map { _ in random.float() }
            let expected = Guarded<Float>(count) { start[$0] },
                actual = Guarded<Float>(count, misalignment: random.int(0...7)) { start[$0] }
            var o = pansecb_outer()
            o.x = UnsafePointer(x.start)
            o.x_step = xStep
            o.y = UnsafePointer(y.start)
            o.y_step = yStep
            o.pixels = pixels
            o.inputs = Int32(inputs)
            o.blocks = Int32(blocks)
            o.block_stride = stride
            o.sums = expected.start
            scalar.outer(&o)
            o.sums = actual.start
            kernels.outer(&o)
            withExtendedLifetime((x, y)) {}
            compare(
                expected, actual, tolerance: sumTolerance(pixels + 1),
                "outer, \(pixels) pixels, \(inputs) inputs, \(blocks) blocks")
        }
    }
}
