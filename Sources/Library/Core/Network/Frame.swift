import CPanSECB
import CShims

/// What all workers know of the frame under way. Lives at one address for the session's life; changed by the caller's
/// thread between steps only.
struct Frame {
    let kernels: pansecb_kernels
    let arena: UnsafeMutableRawPointer
    /// Working memory of worker 0; the others' follow.
    let scratch: UnsafeMutableRawPointer
    let scratchBytes: Int
    /// Whether some layer runs in split form.
    let hasSplit: Bool

    var image = pansecb_image()
    /// Pixels of the image, and of what the network sees.
    var width = 0, height = 0, paddedWidth = 0, paddedHeight = 0
    var outputs = NetworkOutputs()
    /// The step whose rows are handed out.
    var step: UnsafePointer<Step>
}

/// Where heads write. What is nil is not kept.
struct NetworkOutputs {
    /// Raw outputs, [channels][height][width], dense.
    var semantic: UnsafeMutablePointer<Float>?
    var instance: UnsafeMutablePointer<Float>?
    /// Winning channel of each pixel, [height][width], dense; and its softmax, with a stride of the caller's.
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
}
