/// What an item of an operation works with: the frame, its input and output in the arena, and a worker's memory.
struct Work {
    let frame: UnsafePointer<Frame>
    /// Activations [height][width][channels]; the first operation reads the frame's image instead.
    let input: UnsafePointer<Float>
    let output: UnsafeMutablePointer<Float>
    /// Sides of the input.
    let height: Int, width: Int
    /// Pixels of the input are 2^level camera pixels wide and high.
    let level: Int
    /// Cells of the need map, away from seeds, at which the output still matters; nil: it matters everywhere.
    let halo: Int?
    /// A pixel outside of the image: zeros, as many as a pixel of any map has channels.
    let zeros: UnsafePointer<Float>
    /// The worker's memory, as much as the operation asked for.
    let scratch: UnsafeMutableRawPointer

    /// Row `y` of the input, with so many channels; nil outside.
    func inputRow(_ y: Int, channels: Int) -> UnsafePointer<Float>? {
        y >= 0 && y < height ? input + y * width * channels : nil
    }

    /// Calls `body` with the ranges of pixels that are needed in `rows` of the input, in whole tiles of `tile` pixels
    /// where the row has them. No pixel is in two ranges: a convolution that adds to its output must not run twice.
    func forEachRange(rows: ClosedRange<Int>, tile: Int = 1, _ body: (Range<Int>) -> Void) {
        guard let need = frame.pointee.outputs.need, let halo else { return body(0..<width) }
        let shift = NeedMap.level - level
        var range = 0..<0
        need.forEachRun(rows: rows.lowerBound >> shift...rows.upperBound >> shift, halo: halo) { run in
            let start = (run.lowerBound << shift) / tile * tile
            let end = min(width, ((run.upperBound << shift) + tile - 1) / tile * tile)
            if start >= range.upperBound {
                if !range.isEmpty { body(range) }
                range = start..<end
            } else {
                range = range.lowerBound..<end
            }
        }
        if !range.isEmpty { body(range) }
    }

    /// `range` grown by `by` pixels on both sides, inside the row.
    func grown(_ range: Range<Int>, by: Int) -> Range<Int> {
        max(0, range.lowerBound - by)..<min(width, range.upperBound + by)
    }
}
