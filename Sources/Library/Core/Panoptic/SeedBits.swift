/// A bit for each pixel of each thing class: whether its seed may be above the mask threshold. Rows begin on a word.
struct SeedBits {
    let start: UnsafeMutablePointer<UInt64>
    let wordsOfRow: Int, wordsOfClass: Int
    let height: Int

    init(_ start: UnsafeMutableRawPointer, width: Int, height: Int) {
        self.start = start.assumingMemoryBound(to: UInt64.self)
        self.height = height
        wordsOfRow = (width + 63) / 64
        wordsOfClass = wordsOfRow * height
    }

    static func bytes(_ things: Int, width: Int, height: Int) -> Int { things * ((width + 63) / 64) * height * 8 }

    /// Row `y` of the first class; those of the others follow at `wordsOfClass`.
    func row(_ y: Int) -> UnsafeMutablePointer<UInt64> { start + y * wordsOfRow }

    func count(_ thing: Int) -> Int {
        var sum = 0
        for word in 0..<wordsOfClass { sum += start[thing * wordsOfClass + word].nonzeroBitCount }
        return sum
    }

    /// Writes the numbers of a class's pixels in ascending order; returns how many.
    func list(_ thing: Int, width: Int, to pixels: UnsafeMutablePointer<UInt32>) -> Int {
        var count = 0
        for y in 0..<height {
            let row = start + thing * wordsOfClass + y * wordsOfRow
            for word in 0..<wordsOfRow {
                var bits = row[word]
                while bits != 0 {
                    pixels[count] = UInt32(truncatingIfNeeded: y * width + word * 64 + bits.trailingZeroBitCount)
                    count += 1
                    bits &= bits &- 1
                }
            }
        }
        return count
    }
}
