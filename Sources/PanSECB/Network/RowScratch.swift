import CShims

/// Working memory of one worker for one row of one layer.
struct RowScratch {
    /// Pixels of a tile at the edge of a row.
    let tile: UnsafeMutablePointer<Float>
    /// Three rows of camera pixels as floats, [3][padded width][4].
    let pixels: UnsafeMutablePointer<Float>
    /// A row of a head's channels, [padded width][blocks of 16], then the same as a row a channel.
    let logits: UnsafeMutablePointer<Float>

    init(_ start: UnsafeMutableRawPointer, paddedWidth: Int) {
        tile = start.assumingMemoryBound(to: Float.self)
        pixels = tile + RowScratch.tileFloats
        logits = pixels + 3 * 4 * paddedWidth
    }

    /// Behind a row of `channels` logits: room for one row a channel.
    func planes(channels: Int, paddedWidth: Int) -> UnsafeMutablePointer<Float> { logits + channels * paddedWidth }

    static func bytes(_ layers: [PackedLayer], paddedWidth: Int) -> Int {
        Memory.aligned(4 * (tileFloats + (3 * 4 + 2 * headChannels(layers)) * paddedWidth))
    }

    private static let tileFloats = Int(PANSECB_TILE_PIXELS) * 128

    private static func headChannels(_ layers: [PackedLayer]) -> Int {
        var most = 0
        for packed in layers where packed.layer.kind == .head { most = max(most, packed.blocks * 16) }
        return most
    }
}
