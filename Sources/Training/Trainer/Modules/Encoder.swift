import PanSECB

/// Downsampling and blocks, to an eighth of the image's size.
enum Encoder {
    /// Shares of channels that are dropped in training, by channels of the block.
    private static let dropout: [Int: Float] = [64: 0.03, 128: 0.3]

    /// - Parameter layers: of the whole network.
    static func chain(_ layers: [Layer], _ context: Context) -> Chain {
        Chain(
            modules: (-1...14).map { module in
                let own = layers.filter { $0.place == .encoder(module) }
                guard own[0].kind != .down else { return Downsampler(own[0], context) }
                return NonBottleneck1D(own, number: module, dropout: dropout[own[0].inputs] ?? 0, context)
            })
    }
}
