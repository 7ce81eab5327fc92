/// Where the second decoder is needed: near pixels with seeds. For each cell of 8x8 pixels, which is one pixel of the
/// encoder's output, the map has the distance in cells to the nearest cell with a seed (a diagonal step counts as one),
/// up to `farthest`.
///
/// A layer whose output is read only within h pixels of seeds need not be computed where the distance in cells is above
/// h / 8, rounded up: no pixel that counts depends on it. Memory there keeps arbitrary old values; the pixels that
/// count are the same as if everything had been computed.
struct NeedMap {
    let distance: UnsafeMutablePointer<UInt8>
    let columns: Int, rows: Int

    static let farthest: UInt8 = 15
    /// A cell is 2^level pixels wide and high.
    static let level = 3

    static func bytes(pixels: Int) -> Int { pixels / 64 }

    init(_ start: UnsafeMutableRawPointer, paddedWidth: Int, paddedHeight: Int) {
        distance = start.assumingMemoryBound(to: UInt8.self)
        columns = paddedWidth / 8
        rows = paddedHeight / 8
    }

    /// Measures distances from the seeds of the classes that have more than `minimum` of them. Returns whether there
    /// are any.
    func measure(_ bits: SeedBits, things: Int, moreThan minimum: Int) -> Bool {
        distance.initialize(repeating: NeedMap.farthest, count: columns * rows)
        var any = false
        for thing in 0..<things where bits.count(thing) > minimum {
            any = true
            mark(bits, thing)
        }
        if any { spread() }
        return any
    }

    private func mark(_ bits: SeedBits, _ thing: Int) {
        for y in 0..<bits.height {
            let row = bits.row(y) + thing * bits.wordsOfClass, cells = distance + y / 8 * columns
            for word in 0..<bits.wordsOfRow where row[word] != 0 {
                for byte in 0..<min(8, columns - 8 * word) where row[word] >> UInt64(8 * byte) & 255 != 0 {
                    cells[8 * word + byte] = 0
                }
            }
        }
    }

    /// Two passes over all cells, each of which reads the neighbours already visited.
    private func spread() {
        func shorten(_ y: Int, _ x: Int, _ fromY: Int, _ fromX: Int) {
            guard fromY >= 0, fromY < rows, fromX >= 0, fromX < columns else { return }
            distance[y * columns + x] = min(distance[y * columns + x], distance[fromY * columns + fromX] + 1)
        }
        for y in 0..<rows {
            for x in 0..<columns {
                for dx in -1...1 { shorten(y, x, y - 1, x + dx) }
                shorten(y, x, y, x - 1)
            }
        }
        for y in (0..<rows).reversed() {
            for x in (0..<columns).reversed() {
                for dx in -1...1 { shorten(y, x, y + 1, x + dx) }
                shorten(y, x, y, x + 1)
            }
        }
    }

    /// Calls `body` with each run of columns in which some cell of the rows is at most `halo` away.
    func forEachRun(rows wanted: ClosedRange<Int>, halo: Int, _ body: (Range<Int>) -> Void) {
        var x = 0
        while x < columns {
            if !isNeeded(wanted, x, halo) {
                x += 1
                continue
            }
            let start = x
            while x < columns, isNeeded(wanted, x, halo) { x += 1 }
            body(start..<x)
        }
    }

    private func isNeeded(_ wanted: ClosedRange<Int>, _ x: Int, _ halo: Int) -> Bool {
        for y in wanted where y < rows && Int(distance[y * columns + x]) <= halo { return true }
        return false
    }
}
