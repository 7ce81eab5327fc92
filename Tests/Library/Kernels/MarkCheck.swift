import CShims

extension Check {
    mutating func marks(_ kernels: pansecb_kernels, _ scalar: pansecb_kernels) {
        for width in Array(1...70) + [128, 200] {
            let channels = random.int(1...33), words = (width + 63) / 64, plane = words + random.int(0...3)
            let logitPlane = width + random.int(0...5)
            let logits = Guarded<Float>(channels * logitPlane, misalignment: random.int(0...7)) { _ in
                let strange = random.int(0...100)
                return strange == 0 ? .nan : strange == 1 ? .infinity : strange < 10 ? 0.25 : random.float()
            }
            let count = (channels - 1) * plane + words
            let expected = Guarded<UInt64>(count), actual = Guarded<UInt64>(count)
            defer { withExtendedLifetime(logits) {} }
            var m = pansecb_mark()
            m.logits = UnsafePointer(logits.start)
            m.logit_plane = logitPlane
            m.channels = Int32(channels)
            m.width = Int32(width)
            m.bound = 0.25
            m.plane = plane
            m.bits = expected.start
            scalar.mark(&m)
            m.bits = actual.start
            kernels.mark(&m)
            let same = (0..<count).allSatisfy { expected[$0] == actual[$0] }
            expect(same && actual.guardsHold, "mark width \(width) channels \(channels)")
        }
    }
}
