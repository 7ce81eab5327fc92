import CPanSECB
import CShims

/// The options of a frame and values derived from them. Comparisons of sigmoids and Gaussians become comparisons of
/// their arguments. Bisection with the same functions finds the bounds, so the results are the same.
struct Thresholds {
    let mask: Float, seed: Float, unclaimedShare: Float, minPixels: Int
    /// Seeds from which an object is looked for.
    let maxAttempts: Int
    /// PANSECB_MERGE_REFERENCE or PANSECB_MERGE_COMPLETE.
    let merge: UInt32
    /// Seed logits up to this value are certainly below the mask threshold.
    let surelyBelow: Float
    /// The largest d for which exp(-d) is above the claim threshold.
    let claimDistance: Float

    init(_ options: pansecb_options, _ kernels: pansecb_kernels) {
        mask = options.mask_threshold
        seed = options.seed_threshold
        unclaimedShare = options.unclaimed_share
        minPixels = Int(options.min_pixels)
        maxAttempts = Int(options.max_attempts == 0 ? PANSECB_USUAL_ATTEMPTS : options.max_attempts)
        merge = options.merge
        func value(_ kernel: (@convention(c) (UnsafePointer<pansecb_map>?) -> Void)?, _ x: Float) -> Float {
            var input = x, output: Float = 0
            withUnsafeMutablePointer(to: &output) { output in
                withUnsafePointer(to: &input) { input in
                    var m = pansecb_map(input: input, output: output, count: 1)
                    kernel?(&m)
                }
            }
            return output
        }
        var low: Float = -200, high: Float = 200
        for _ in 0..<40 {
            let middle = (low + high) / 2
            if value(kernels.sigmoid, middle) > options.mask_threshold { high = middle } else { low = middle }
        }
        surelyBelow = low - 0.01
        // Positive floats are ordered like their bits, so the search is exact.
        var holds: UInt32 = 0, fails = Float(200).bitPattern
        while fails - holds > 1 {
            let middle = holds + (fails - holds) / 2
            if value(kernels.exponential, -Float(bitPattern: middle)) > options.claim_threshold {
                holds = middle
            } else {
                fails = middle
            }
        }
        claimDistance = Float(bitPattern: holds)
    }
}
