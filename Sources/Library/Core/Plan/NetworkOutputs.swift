import CShims

/// Where heads write. Outputs that are nil are not kept.
struct NetworkOutputs {
    /// Raw outputs, [channels][height][width], dense.
    var semantic: UnsafeMutablePointer<Float>?
    var instance: UnsafeMutablePointer<Float>?
    /// Winning channel of each pixel, [height][width], dense; and its softmax, with the caller's stride.
    var winners: UnsafeMutablePointer<UInt8>?
    var confidence: UnsafeMutablePointer<Float>?
    var confidenceStride = 0
    /// Where the second decoder is needed; nil: everywhere.
    var need: NeedMap?
    /// Where seed logits are above the bound.
    var seedBits: SeedBits?
    var seedBound: Float = 0
    /// Semantic channels that compete.
    var competing = 0

    /// The winning channel of each pixel in row `row` of semantic logits, channel c at `logits + c * plane`.
    func chooseWinners(_ logits: UnsafePointer<Float>, plane: Int, row: Int, width: Int, _ kernels: pansecb_kernels) {
        guard let winners else { return }
        var a = pansecb_argmax()
        a.logits = logits
        a.plane = plane
        a.channels = Int32(truncatingIfNeeded: competing)
        a.width = Int32(truncatingIfNeeded: width)
        a.winner = winners + row * width
        a.confidence = confidence.map { $0 + row * confidenceStride }
        kernels.argmax(&a)
    }

    /// Marks the pixels of row `row` where a seed logit, channel c at `logits + c * plane`, is above the bound.
    func markSeeds(
        _ logits: UnsafePointer<Float>, plane: Int, channels: Int, row: Int, width: Int, _ kernels: pansecb_kernels
    ) {
        guard let seedBits else { return }
        var m = pansecb_mark()
        m.logits = logits
        m.logit_plane = plane
        m.channels = Int32(truncatingIfNeeded: channels)
        m.width = Int32(truncatingIfNeeded: width)
        m.bound = seedBound
        m.bits = seedBits.row(row)
        m.plane = seedBits.wordsOfClass
        kernels.mark(&m)
    }
}
