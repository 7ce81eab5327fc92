import CPanSECB

extension pansecb_options {
    /// The name of the first illegal field.
    var wrongField: StaticString? {
        if !pansecb_options.isThreshold(seed_threshold) { return "seed_threshold" }
        if !pansecb_options.isThreshold(mask_threshold) { return "mask_threshold" }
        if !pansecb_options.isThreshold(claim_threshold) { return "claim_threshold" }
        if !pansecb_options.isThreshold(unclaimed_share) { return "unclaimed_share" }
        if min_pixels > UInt32(Int32.max) { return "min_pixels" }
        if parts > PANSECB_CLASSES | PANSECB_OBJECTS { return "parts" }
        if merge > PANSECB_MERGE_COMPLETE { return "merge" }
        if reserved != 0 { return "reserved" }
        return nil
    }

    private static func isThreshold(_ value: Float) -> Bool { value >= 0 && value < 1 }
}
