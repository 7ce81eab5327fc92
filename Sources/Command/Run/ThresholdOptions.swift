import ArgumentParser
import CPanSECB
import Checkpoints

/// What a command takes instead of the model's defaults, to try it out.
struct ThresholdOptions: ParsableArguments {
    @Option(help: "Smallest seed that an object begins with; the model's default if it is not given.")
    var seedThreshold: Float?

    @Option(help: "A pixel belongs to an object where its Gaussian is above this; the model's default likewise.")
    var claimThreshold: Float?

    @Option(help: "Objects have more pixels than this; the model's default likewise.")
    var minPixels: UInt32?

    @Option(help: "Seeds in a picture from which an object is looked for; more are left out.")
    var maxAttempts = UInt32(PANSECB_USUAL_ATTEMPTS)

    @Option(
        help:
            "How classes and objects become one map: complete, or reference as published; the model's default likewise."
    )
    var merge: ConvertedModel.Thresholds.Merge?

    func validate() throws {
        for (name, value) in [("--seed-threshold", seedThreshold), ("--claim-threshold", claimThreshold)] {
            guard let value, !(value >= 0 && value < 1) else { continue }
            throw ValidationError("\(name) is at least 0 and below 1")
        }
        if let minPixels, minPixels > 1 << 26 { throw ValidationError("--min-pixels goes to \(1 << 26)") }
        if maxAttempts == 0 { throw ValidationError("--max-attempts begins at 1") }
    }

    /// Whether there is something that a model file can have as its default.
    var isGiven: Bool { seedThreshold != nil || claimThreshold != nil || minPixels != nil || merge != nil }

    /// - Parameter defaults: the model's.
    func applied(to defaults: pansecb_options) -> pansecb_options {
        var options = defaults
        if let seedThreshold { options.seed_threshold = seedThreshold }
        if let claimThreshold { options.claim_threshold = claimThreshold }
        if let minPixels { options.min_pixels = minPixels }
        if let merge { options.merge = merge.rawValue }
        options.max_attempts = maxAttempts
        return options
    }
}
