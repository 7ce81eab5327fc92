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

    /// Every number of tiles; against the twin, and against the gradient of the convolution that it stands for.
    mutating func winogradOuters(_ kernels: pansecb_training_kernels, _ scalar: pansecb_training_kernels) {
        for (tiles, n) in (1...Int(PANSECB_OUTER_TILES)).flatMap({ [($0, 4), ($0, 6)] }) {
            let channels = 16 * random.int(1...4), blocks = random.int(1...3), outputs = 16 * blocks
            let x = Guarded<Float>((n + 2) * tiles * channels, misalignment: random.int(0...7)) { _ in random.float() }
            let y = Guarded<Float>(n * tiles * outputs, misalignment: random.int(0...7)) { _ in random.float() }
            let inputs: [UnsafePointer<Float>?] = (0..<(n + 2) * tiles).map { UnsafePointer(x.start + $0 * channels) }
            let gradients: [UnsafePointer<Float>?] = (0..<n * tiles).map { UnsafePointer(y.start + $0 * outputs) }
            let count = (n + 2) * outputs * channels, start = (0..<count).map { _ in random.float() }
            let expected = Guarded<Float>(count) { start[$0] },
                actual = Guarded<Float>(count, misalignment: random.int(0...7)) { start[$0] }
            let scratch = Guarded<Float>((n + 2) * (tiles + 1) * (channels + outputs))
            inputs.withUnsafeBufferPointer { inputs in
                gradients.withUnsafeBufferPointer { gradients in
                    var w = pansecb_winograd_outer()
                    w.inputs = inputs.baseAddress
                    w.gradients = gradients.baseAddress
                    w.tile_outputs = Int32(n)
                    w.tiles = Int32(tiles)
                    w.input_channels = Int32(channels)
                    w.blocks = Int32(blocks)
                    w.sets = Int32(random.int(0...1))
                    w.scratch = scratch.start
                    (w.next_inputs, w.next_gradients) = (w.inputs, w.gradients)
                    w.next_tiles = Int32(random.int(0...tiles))
                    w.sums = expected.start
                    scalar.winograd_outer(&w)
                    w.sums = actual.start
                    kernels.winograd_outer(&w)
                }
            }
            withExtendedLifetime((x, y)) {}
            // The transforms enlarge inputs and gradients, and so their errors: by up to 3.5 and 8.1 with F(4,3), 7.5
            // and 63 with F(6,3).
            compare(
                expected, actual, tolerance: (n == 4 ? 64 : 1024) * sumTolerance(tiles + 1),
                "winograd outer F(\(n),3), \(tiles) tiles, \(channels) to \(outputs) channels")
            expect(scratch.guardsHold, "winograd outer F(\(n),3), \(tiles) tiles: wrote outside of the scratch")
        }
    }
}
