import CShims

extension Check {
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
}
