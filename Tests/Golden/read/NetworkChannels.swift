/// Channels of a network at 1/2, 1/4 and 1/8 of the image's size: the twin of `channels` of
/// `Tests/Golden/make/reference.py`.
package struct NetworkChannels {
    package let half: Int
    package let quarter: Int
    package let eighth: Int

    /// - Parameter width: in quarters of the published network's.
    package init(width: Int) {
        func scaled(_ channels: Int) -> Int { (channels * width + 63) / 64 * 16 }
        half = scaled(16)
        quarter = max(scaled(64), half + 16)
        eighth = max(scaled(128), quarter + 16)
    }
}
