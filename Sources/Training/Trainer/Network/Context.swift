/// What the modules of a network share.
final class Context {
    let workers: Workers
    let store: ParameterStore
    let pool = TensorPool()
    let pass: ChannelPass
    let sharing: Sharing
    /// Whether the statistics of batch normalisation stay unchanged.
    var freezesStatistics = false
    /// Determines which channels are dropped; nil: none.
    var dropout: Dropout?

    init(workers: Workers, store: ParameterStore, sharing: Sharing = Sharing()) {
        self.workers = workers
        self.sharing = sharing
        self.store = store
        pass = ChannelPass(workers: workers)
    }
}

/// Dropout of whole channels (Tompson et al., 2015), decided by a hash of seed, step, module, image and channel, so
/// that it does not depend on threads, and an interrupted training continues unchanged.
struct Dropout {
    var seed: UInt64
    var step: UInt64
    /// Number, in the batch of all ranks, of this rank's first image.
    var firstImage = 0

    /// For each image [channels]: 0, or 1 / (1 - share).
    func keep(share: Float, module: Int, images: Int, channels: Int) -> [[Float]] {
        (0..<images).map { image in
            (0..<channels).map { channel in
                let random = RandomNumbers.uniform(
                    seed, step, UInt64(module), UInt64(firstImage + image), UInt64(channel))
                return random < Double(share) ? 0 : 1 / (1 - share)
            }
        }
    }
}
