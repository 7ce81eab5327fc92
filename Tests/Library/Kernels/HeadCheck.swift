import CShims

extension Check {
    mutating func heads(_ kernels: pansecb_kernels, _ scalar: pansecb_kernels) {
        for width in Array(1...70) + [100, 101] {
            let channels = random.int(1...33), blocks = (channels + 15) / 16, plane = width + random.int(0...5)
            let features = Guarded<Float>((width + 1) / 2 * 16, misalignment: random.int(0...7)) { _ in random.float() }
            let weights = (0..<2).map { _ in
                Guarded<Float>(256 * blocks, misalignment: random.int(0...7)) { _ in random.float() }
            }
            let bias = Guarded<Float>(16 * blocks) { _ in random.float() }
            let scratch = Guarded<Float>(Int(PANSECB_HEAD_SCRATCH), misalignment: random.int(0...7))
            let count = (channels - 1) * plane + width
            let expected = Guarded<Float>(count), actual = Guarded<Float>(count, misalignment: random.int(0...7))
            defer { withExtendedLifetime((features, weights, bias)) {} }
            var h = pansecb_head()
            h.features = UnsafePointer(features.start)
            h.width = Int32(width)
            h.channels = Int32(channels)
            h.weights = (UnsafePointer(weights[0].start), UnsafePointer(weights[1].start))
            h.bias = UnsafePointer(bias.start)
            h.plane = plane
            h.scratch = scratch.start
            h.output = expected.start
            scalar.head(&h)
            h.output = actual.start
            kernels.head(&h)
            // 17 additions of products up to 1.
            compare(expected, actual, tolerance: 17 * 17 * .ulpOfOne, "head width \(width) channels \(channels)")
            expect(scratch.guardsHold, "head width \(width) channels \(channels): wrote outside")
        }
    }
}
