import CShims
import CheckMath

extension Check {
    /// Against the twins, and both against the C library in double precision.
    mutating func specialFunctions(_ kernels: pansecb_kernels, _ scalar: pansecb_kernels) {
        typealias Kernel = @convention(c) (UnsafePointer<pansecb_map>?) -> Void
        // Sigmoid rounds three times, the others once; and below -88 its exponential overflows, which leaves 0.
        let functions: [(name: String, Kernel, Kernel, exact: (Double) -> Double, ulps: Double, below: Float)] = [
            ("exponential", kernels.exponential, scalar.exponential, { check_exp($0) }, 0.51, 0),
            ("tanh", kernels.tanh, scalar.tanh, { check_tanh($0) }, 0.51, 0),
            ("sigmoid", kernels.sigmoid, scalar.sigmoid, { 1 / (1 + check_exp(-$0)) }, 2, .leastNormalMagnitude),
        ]
        let edges: [Float] = [
            0, -0.0, 1e-30, -1e-30, 1e-5, 9.9e-5, 1.1e-4, 0.5, 1, -1, 17, -17, 88.7, 88.8, -87, -104, -150, 1000, -1000,
            .infinity, -.infinity,
        ]
        for (name, kernel, twin, exact, ulps, below) in functions {
            for count in Array(0...20) + [1000] {
                let input = Guarded<Float>(count, misalignment: random.int(0...7)) { i in
                    count == 1000 && i < edges.count ? edges[i] : random.float() * Float(random.int(1...100))
                }
                let expected = Guarded<Float>(count), actual = Guarded<Float>(count, misalignment: random.int(0...7))
                defer { withExtendedLifetime(input) {} }
                var m = pansecb_map(input: UnsafePointer(input.start), output: expected.start, count: count)
                twin(&m)
                m.output = actual.start
                kernel(&m)
                var same = true, precise = true
                for i in 0..<count {
                    // The polynomials' last bits differ; once in a while they round to neighbouring floats.
                    same = same && (expected[i] == actual[i] || abs(expected[i] - actual[i]) <= expected[i].ulp)
                    let truth = exact(Double(input[i]))
                    let allowed = ulps * Double(Float(truth).ulp) + Double(below)
                    precise =
                        precise
                        && (Double(actual[i]) == Double(Float(truth)) || abs(Double(actual[i]) - truth) <= allowed)
                }
                expect(same && actual.guardsHold, "\(name) of \(count): differs from its twin")
                expect(precise, "\(name) of \(count): not precise")
            }
        }
    }
}
