import CPanSECB
import CShims
import KernelChecks
import Testing

@testable import PanSECB

/// Thresholds on sigmoids and Gaussians become thresholds on their arguments, which must decide alike.
@Suite struct ThresholdsTests {
    private static let values: [Float] = [0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999, 0.999_999]

    /// Nothing up to `surelyBelow` passes the mask, and what lies a little above it does.
    @Test(arguments: TestModel.levels, values)
    func noSeedBelowTheBoundPassesTheMask(cpu: pansecb_cpu, threshold: Float) {
        let kernels = CPU.kernels(cpu), bound = thresholds(kernels) { $0.mask_threshold = threshold }.surelyBelow
        let edge = neighbours(of: bound, count: 2000).filter { $0 <= bound }
        let below = (0..<2000).map { bound - Float($0) / 100 } + [-1000, -Float.greatestFiniteMagnitude, -.infinity]
        #expect(apply(kernels.sigmoid, edge + below).allSatisfy { $0 <= threshold })
        #expect(apply(kernels.sigmoid, [bound + 0.03])[0] > threshold)
    }

    /// `claimDistance` is the last float whose Gaussian is above the threshold.
    @Test(arguments: TestModel.levels, values)
    func theClaimEndsAtTheLastFloat(cpu: pansecb_cpu, threshold: Float) {
        let kernels = CPU.kernels(cpu), limit = thresholds(kernels) { $0.claim_threshold = threshold }.claimDistance
        for distance in neighbours(of: limit, count: 2000) {
            let gaussian = apply(kernels.exponential, [-distance])[0]
            #expect((gaussian > threshold) == (distance <= limit), "at \(distance)")
        }
    }

    @Test func theOtherOptionsAreTaken() {
        let thresholds = thresholds(CPU.kernels(PANSECB_CPU_SCALAR)) {
            $0.mask_threshold = 0.25
            $0.seed_threshold = 0.75
            $0.unclaimed_share = 0.125
            $0.min_pixels = 77
            $0.max_attempts = 78
            $0.merge = PANSECB_MERGE_COMPLETE
        }
        #expect(thresholds.mask == 0.25 && thresholds.seed == 0.75 && thresholds.unclaimedShare == 0.125)
        #expect(thresholds.maxAttempts == 78)
        #expect(thresholds.minPixels == 77 && thresholds.merge == PANSECB_MERGE_COMPLETE)
    }

    private func thresholds(_ kernels: pansecb_kernels, _ change: (inout pansecb_options) -> Void) -> Thresholds {
        var options = pansecb_options()
        (options.mask_threshold, options.claim_threshold) = (0.5, 0.5)
        change(&options)
        return Thresholds(options, kernels)
    }

    private func apply(
        _ kernel: (@convention(c) (UnsafePointer<pansecb_map>?) -> Void)?, _ values: [Float]
    ) -> [Float] {
        let input = Guarded<Float>(values.count) { values[$0] }, output = Guarded<Float>(values.count)
        defer { withExtendedLifetime(input) {} }
        var map = pansecb_map(input: UnsafePointer(input.start), output: output.start, count: values.count)
        kernel?(&map)
        return (0..<values.count).map { output[$0] }
    }

    /// Floats on both sides of one, and itself.
    private func neighbours(of x: Float, count: Int) -> [Float] {
        var below = x, above = x, all = [x]
        for _ in 0..<count {
            below = below.nextDown
            above = above.nextUp
            all += [below, above]
        }
        return all
    }
}
