import CShims

extension Check {
    mutating func gaussians(_ kernels: pansecb_kernels, _ scalar: pansecb_kernels) {
        let count = Int(PANSECB_CANDIDATE_BLOCK)
        for round in 0..<200 {
            func numbers(_ strange: Float) -> Guarded<Float> {
                Guarded<Float>(count, misalignment: random.int(0...7)) { _ in
                    random.int(0...20) == 0 ? strange : random.float()
                }
            }
            let x = numbers(.nan), y = numbers(round % 2 == 0 ? 0 : .infinity),
                seeds = (0..<count).map { _ in max(0, random.float()) }
            defer { withExtendedLifetime((x, y)) {} }
            for claims in 0...1 {
                let seedsA = Guarded<Float>(count) { seeds[$0] },
                    seedsB = Guarded<Float>(count, misalignment: random.int(0...7)) { seeds[$0] }
                var g = pansecb_gaussian()
                g.x = UnsafePointer(x.start)
                g.y = UnsafePointer(y.start)
                g.ellipse.x = random.float()
                g.ellipse.y = random.float()
                g.ellipse.bandwidth_x = random.int(0...9) == 0 ? .infinity : abs(random.float()) * 20
                g.ellipse.bandwidth_y = abs(random.float()) * 20
                g.ellipse.limit = 0.7
                g.claims = Int32(claims)
                var h = g
                g.seed = seedsA.start
                h.seed = seedsB.start
                scalar.gaussian(&g)
                kernels.gaussian(&h)
                let same = (0..<count).allSatisfy { seedsA[$0] == seedsB[$0] }
                expect(
                    same && g.inside == h.inside && g.inside_and_free == h.inside_and_free && seedsB.guardsHold,
                    "gaussian, claims \(claims): \(g.inside) \(g.inside_and_free), \(h.inside) \(h.inside_and_free)")
            }
        }
    }
}
