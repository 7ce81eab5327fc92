import CPanSECB
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

    mutating func argmaxes(_ kernels: pansecb_kernels, _ scalar: pansecb_kernels) {
        for width in 1...70 {
            let channels = random.int(1...20), plane = width + random.int(0...5)
            // Whole numbers, so that ties are frequent; and now and then what no network should give.
            let logits = Guarded<Float>(channels * plane, misalignment: random.int(0...7)) { _ in
                let strange = random.int(0...200)
                return strange == 0 ? .nan : strange == 1 ? -.infinity : Float(random.int(-4...4))
            }
            let expected = Guarded<UInt8>(width), actual = Guarded<UInt8>(width, misalignment: random.int(0...7))
            let sure = Guarded<Float>(width), confidence = Guarded<Float>(width, misalignment: random.int(0...7))
            var a = pansecb_argmax()
            a.logits = UnsafePointer(logits.start)
            a.plane = plane
            a.channels = Int32(channels)
            a.width = Int32(width)
            a.winner = expected.start
            a.confidence = sure.start
            scalar.argmax(&a)
            a.winner = actual.start
            a.confidence = confidence.start
            kernels.argmax(&a)
            let same = (0..<width).allSatisfy { expected[$0] == actual[$0] }
            expect(same && actual.guardsHold, "argmax width \(width) channels \(channels)")
            let finite = (0..<width).filter { x in (0..<channels).allSatisfy { logits[$0 * plane + x].isFinite } }
            // A sum of up to 20 numbers up to 1, and a division.
            let close = finite.allSatisfy { abs(sure[$0] - confidence[$0]) <= Float(channels + 2) * .ulpOfOne }
            expect(close && confidence.guardsHold, "confidence width \(width) channels \(channels)")
        }
    }

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

    /// Equal in every number, or both untouched.
    package mutating func compare(
        _ expected: Guarded<Float>, _ actual: Guarded<Float>, tolerance: Float, _ what: String
    ) {
        var worst: Float = 0
        for i in 0..<expected.count {
            if expected[i].isGarbage && actual[i].isGarbage { continue }
            let difference = abs(expected[i] - actual[i])
            worst = max(worst, difference.isNaN ? .infinity : difference)
        }
        expect(
            worst <= tolerance && actual.guardsHold,
            "\(what): differs by \(worst)\(actual.guardsHold ? "" : ", wrote outside")")
    }
}
