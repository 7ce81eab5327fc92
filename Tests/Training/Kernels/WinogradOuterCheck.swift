import CTrainingKernels
import KernelChecks

extension Check {
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
