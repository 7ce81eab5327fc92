import CShims

extension Check {
    /// The kernels of boxes around candidates.
    mutating func boxes(_ kernels: pansecb_kernels, _ scalar: pansecb_kernels) {
        for round in 0..<200 {
            let boxes = RandomBoxes(round, &random)
            defer { withExtendedLifetime(boxes) {} }
            var a = boxes.summary, b = a
            scalar.summary(&a)
            kernels.summary(&b)
            expect(
                a.bound_left == b.bound_left && a.bound_right == b.bound_right && a.bound_top == b.bound_top
                    && a.bound_bottom == b.bound_bottom, "summary: \(a) and \(b)")
            var c = boxes.highest, d = c
            scalar.highest(&c)
            kernels.highest(&d)
            expect(c.highest == d.highest && (c.place == d.place || c.highest == 0), "highest: \(c) and \(d)")
            for _ in 0..<4 {
                var e = boxes.reach(&random), f = e
                scalar.reach(&e)
                kernels.reach(&f)
                expect(e.met == f.met && e.met_and_free == f.met_and_free, "reach: \(e) and \(f)")
            }
        }
    }
}

/// A block of boxes, some of them empty, and their highest seeds, many of them equal.
private struct RandomBoxes {
    private let sides: [Guarded<Float>]
    private let seeds: Guarded<Float>
    private let pixels: Guarded<UInt32>

    init(_ round: Int, _ random: inout Random) {
        let count = Int(PANSECB_CANDIDATE_BLOCK)
        var x: [Float] = [], width: [Float] = [], y: [Float] = [], height: [Float] = []
        for _ in 0..<count {
            let isEmpty = random.int(0...20) == 0
            x.append(isEmpty ? .infinity : random.float())
            y.append(isEmpty ? .infinity : random.float())
            width.append(isEmpty ? -.infinity : abs(random.float()) / 10)
            height.append(isEmpty ? -.infinity : abs(random.float()) / 10)
        }
        func numbers(_ value: (Int) -> Float) -> Guarded<Float> {
            Guarded<Float>(count, misalignment: random.int(0...7), value)
        }
        sides = [
            numbers { x[$0] }, numbers { x[$0].isFinite ? x[$0] + width[$0] : width[$0] }, numbers { y[$0] },
            numbers { y[$0].isFinite ? y[$0] + height[$0] : height[$0] },
        ]
        let levels = round % 4 == 0 ? 0 : round % 4 * 3, chosen = (0..<count).map { _ in random.int(0...levels) }
        seeds = numbers { Float(chosen[$0]) / 9 }
        // All different, in a mixed order.
        let first = random.int(0...count - 1), factor = 2 * random.int(0...31) + 1
        pixels = Guarded<UInt32>(count, misalignment: random.int(0...7)) {
            UInt32((first + factor * $0) % count) &* 30_000_000
        }
    }

    var summary: pansecb_summary {
        var s = pansecb_summary()
        (s.left, s.right) = (UnsafePointer(sides[0].start), UnsafePointer(sides[1].start))
        (s.top, s.bottom) = (UnsafePointer(sides[2].start), UnsafePointer(sides[3].start))
        return s
    }

    var highest: pansecb_highest {
        pansecb_highest(
            seed: UnsafePointer(seeds.start), pixel: UnsafePointer(pixels.start), highest: 0, place: 0)
    }

    func reach(_ random: inout Random) -> pansecb_reach {
        let ellipse = pansecb_ellipse(
            x: random.float(), y: random.float(), bandwidth_x: abs(random.float()) * 20,
            bandwidth_y: random.int(0...9) == 0 ? 0 : abs(random.float()) * 20, limit: 0.7)
        return pansecb_reach(
            left: summary.left, right: summary.right, top: summary.top, bottom: summary.bottom, highest: highest.seed,
            ellipse: ellipse, met: 0, met_and_free: 0)
    }
}
