import CShims

/// Rows of split pixels in a worker's memory. Beside each is room for what is read left and right of it.
struct SplitRows {
    /// Rows of output that are computed together, so that a row is split for all that read it.
    static let outputs = 4
    /// Rows that there is room for: what four rows of stride 2 read.
    private static let most = 2 * outputs + 1
    /// Pixels beside a row: more than any window reaches, and what is read because pixels are taken so many at a time.
    private static let left = 16, right = 16 + Int(PANSECB_SPLIT_PIXELS)

    private let start: UnsafeMutablePointer<UInt16>
    private let width: Int, channels: Int

    init(_ memory: RowScratch, width: Int, channels: Int) {
        start = UnsafeMutableRawPointer(memory.strip).assumingMemoryBound(to: UInt16.self)
        self.width = width
        self.channels = channels
    }

    /// A split pixel takes as much as floats do. Rows have 16 channels at half the width of the image, 64 at a quarter,
    /// 128 at an eighth.
    static func floats(_ paddedWidth: Int) -> Int { most * (8 * paddedWidth + (left + right) * 64) * 2 }

    /// Rows of an image of `height` as items of work.
    static func groups(height: Int) -> Int { (height + outputs - 1) / outputs }

    /// Numbers of a pixel.
    var pixel: Int { 2 * channels }

    /// Pixel 0 of row `i`.
    subscript(i: Int) -> UnsafeMutablePointer<UInt16> {
        start + (i * (width + SplitRows.left + SplitRows.right) + SplitRows.left) * pixel
    }

    /// Zeros for the pixels left and right of a row that a convolution looks at.
    func clearEdges(_ row: UnsafeMutablePointer<UInt16>, reach: Int) {
        (row - reach * pixel).update(repeating: 0, count: reach * pixel)
        (row + width * pixel).update(repeating: 0, count: reach * pixel)
    }
}
