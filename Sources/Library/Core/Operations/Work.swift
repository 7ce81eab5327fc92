/// What an item of an operation works on: the frame, input and output in the arena, and a worker's memory.
struct Work {
    let frame: UnsafePointer<Frame>
    /// Activations [height][width][channels]; the first operation reads the frame's image instead.
    let input: UnsafePointer<Float>
    let output: UnsafeMutablePointer<Float>
    /// Sides of the input.
    let height: Int, width: Int
    /// Pixels of the input are 2^level camera pixels wide and high.
    let level: Int
    /// Distance from seeds, in cells of the need map, up to which the output is needed; nil: it is needed everywhere.
    let halo: Int?
    /// A pixel outside the image: zeros for as many channels as any map has.
    let zeros: UnsafePointer<Float>
    /// The worker's memory, of the size that the operation stated.
    let scratch: UnsafeMutableRawPointer

    /// Row `y` of the input; nil outside the image.
    func inputRow(_ y: Int, channels: Int) -> UnsafePointer<Float>? {
        y >= 0 && y < height ? input + y * width * channels : nil
    }

    /// The same for rows of so many bytes.
    func inputRow(_ y: Int, bytes: Int) -> UnsafeRawPointer? {
        y >= 0 && y < height ? UnsafeRawPointer(input) + y * bytes : nil
    }

    /// Calls `body` with the ranges of pixels that are needed in `rows` of the input, extended to whole tiles of `tile`
    /// pixels inside the row. No pixel is in two ranges: a convolution that adds to its output must not run twice.
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
