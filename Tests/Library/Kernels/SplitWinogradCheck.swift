import CShims

extension Check {
    /// The comparison of Winograd convolutions, with split weights.
    mutating func splitWinograds(_ kernels: pansecb_kernels, _ scalar: pansecb_kernels) {
        for tiles in 1...Int(PANSECB_SPLIT_TILES) {
            winograd(
                kernels, scalar, 4, tiles: tiles, channels: tiles % 3 == 0 ? 128 : 32 * random.int(1...2),
                blocks: random.int(1...8), isSplit: true)
        }
    }
}
