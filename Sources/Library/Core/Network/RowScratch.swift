import CShims

/// Working memory of one worker for one item of one layer.
struct RowScratch {
    /// A pixel outside of the image: [128] zeros, which nobody writes to.
    let zeros: UnsafeMutablePointer<Float>
    /// Frequencies of Winograd tiles, and where their pixels are.
    let winograd: UnsafeMutablePointer<Float>
    let inputs: UnsafeMutablePointer<UnsafePointer<Float>?>
    let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>
    /// Pixels of a tile at the edge of a row.
    let tile: UnsafeMutablePointer<Float>
    /// Three rows of camera pixels as floats, [3][padded width][4].
    let pixels: UnsafeMutablePointer<Float>
    /// What lies between the convolutions of a pair or block: some rows, [Pair.rows(_:) or
    /// Band.scratchRows][width][channels]. In split form also what they read.
    let strip: UnsafeMutablePointer<Float>
    /// What the kernel for a head's row needs.
    let head: UnsafeMutablePointer<Float>
    /// A row of a head's output, [channels][width].
    let logits: UnsafeMutablePointer<Float>

    init(_ start: UnsafeMutableRawPointer, paddedWidth: Int, hasSplit: Bool) {
        inputs = start.assumingMemoryBound(to: UnsafePointer<Float>?.self)
        outputs = UnsafeMutableRawPointer(inputs + RowScratch.inputPixels).assumingMemoryBound(
            to: UnsafeMutablePointer<Float>?.self)
        zeros = UnsafeMutableRawPointer(outputs + RowScratch.outputPixels).assumingMemoryBound(to: Float.self)
        winograd = zeros + RowScratch.mostChannels
        tile = winograd + RowScratch.winogradFloats
        pixels = tile + RowScratch.tileFloats
        strip = pixels + 3 * 4 * paddedWidth
        head = strip + RowScratch.stripFloats(paddedWidth, hasSplit)
        logits = head + RowScratch.headFloats
    }

    static func bytes(_ layers: [PackedLayer], paddedWidth: Int) -> Int {
        let hasSplit = layers.contains { $0.form == .split }
        return Memory.aligned(
            8 * (inputPixels + outputPixels) + 4
                * (mostChannels + winogradFloats + tileFloats + stripFloats(paddedWidth, hasSplit) + headFloats)
                + 4 * (3 * 4 + headChannels(layers)) * paddedWidth)
    }

    /// To be called once, before the first frame.
    func clear() { zeros.initialize(repeating: 0, count: RowScratch.mostChannels) }

    /// Of an input: the widest layers have 128.
    private static let mostChannels = 128
    private static let tileFloats = Int(PANSECB_TILE_PIXELS) * mostChannels
    private static let inputPixels = Int(PANSECB_WINOGRAD_INPUTS) * WinogradTiles.most
    private static let outputPixels = Int(PANSECB_WINOGRAD_OUTPUTS) * WinogradTiles.most
    private static let winogradFloats = max(
        Int(PANSECB_WINOGRAD_BUFFERS * PANSECB_WINOGRAD_TILES) * mostChannels,
        Int(pansecb_split_winograd_scratch(Int32(mostChannels))))

    private static let headFloats = Int(PANSECB_HEAD_SCRATCH)

    /// 64 channels at a quarter of the width, 128 at an eighth; 16 at a half.
    private static func stripFloats(_ paddedWidth: Int, _ hasSplit: Bool) -> Int {
        hasSplit ? SplitRows.floats(paddedWidth) : max(2 * Pair.mostRows, Band.scratchRows) * paddedWidth / 2 * 16
    }

    private static func headChannels(_ layers: [PackedLayer]) -> Int {
        var most = 0
        for packed in layers where packed.layer.kind == .head { most = max(most, packed.layer.outputs) }
        return most
    }
}
