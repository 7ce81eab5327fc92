import CShims

/// Rows of split pixels in a worker's memory, each with padding for reads left and right of it.
struct SplitRows {
    /// Output rows that are computed together, so that an input row is split once for all of them.
    static let outputs = 4
    /// Padding pixels beside a row: more than any window reaches, plus those read because the kernel takes several
    /// pixels at a time.
    private static let left = 16, right = 16 + Int(PANSECB_SPLIT_PIXELS)

    /// Scratch memory of the kernel.
    let sums: UnsafeMutablePointer<Float>
    private let start: UnsafeMutablePointer<UInt16>
    private let width: Int, channels: Int
    private let kernels: pansecb_kernels

    /// - Parameter memory: as many bytes as `bytes` says.
    init(_ memory: UnsafeMutableRawPointer, width: Int, channels: Int, _ kernels: pansecb_kernels) {
        sums = memory.assumingMemoryBound(to: Float.self)
        start = (memory + SplitRows.sumBytes).assumingMemoryBound(to: UInt16.self)
        self.width = width
        self.channels = channels
        self.kernels = kernels
    }

    private static let sumBytes = 4 * Int(PANSECB_SPLIT_SCRATCH)

    /// Bytes of a number of rows; a split pixel takes as much as floats do.
    static func bytes(rows: Int, width: Int, channels: Int) -> Int {
        sumBytes + rows * (width + left + right) * channels * 4
    }

    /// Rows of an image of `height` as items of work.
    static func groups(height: Int) -> Int { (height + outputs - 1) / outputs }

    /// 16-bit numbers of a pixel.
    var pixel: Int { 2 * channels }

    /// Pixel 0 of row `i`.
    subscript(i: Int) -> UnsafeMutablePointer<UInt16> {
        start + (i * (width + SplitRows.left + SplitRows.right) + SplitRows.left) * pixel
    }

    /// Zeroes the pixels left and right of a row that a convolution reads.
    func clearEdges(_ row: UnsafeMutablePointer<UInt16>, reach: Int) {
        (row - reach * pixel).update(repeating: 0, count: reach * pixel)
        (row + width * pixel).update(repeating: 0, count: reach * pixel)
    }

    /// Splits the pixels `range` of a row of floats.
    func split(_ row: UnsafePointer<Float>, _ range: Range<Int>, to output: UnsafeMutablePointer<UInt16>) {
        var s = pansecb_split()
        s.input = row + range.lowerBound * channels
        s.pixels = Int32(truncatingIfNeeded: range.count)
        s.channels = Int32(truncatingIfNeeded: channels)
        s.output = output + range.lowerBound * pixel
        kernels.split(&s)
    }
}
