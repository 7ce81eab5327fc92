/// A mask as lengths of stretches, outside and inside in turn, the first outside.
struct RunLengths {
    let counts: [Int]
    /// Pixels inside.
    let area: Int

    /// Throws where a length is negative, or they are more pixels than the mask has.
    /// - Parameter exactly: fewer pixels are a fault too; else what is left is outside.
    init(_ counts: [Int], pixels: Int, exactly: Bool) throws(ShapeFault) {
        var left = pixels, area = 0
        for (index, count) in counts.enumerated() {
            guard count >= 0, count <= left else {
                throw ShapeFault("run lengths of other than the \(pixels) pixels that their mask has")
            }
            left -= count
            if index % 2 == 1 { area += count }
        }
        guard left == 0 || !exactly else {
            throw ShapeFault("run lengths of \(pixels - left) pixels, where their mask has \(pixels)")
        }
        self.counts = counts
        self.area = area
    }

    /// COCO's mask of a whole picture.
    init(_ encoded: EncodedRuns, width: Int, height: Int) throws(ShapeFault) {
        guard encoded.width == width, encoded.height == height else {
            throw ShapeFault(
                "a mask of \(encoded.height)x\(encoded.width) pixels on a picture of \(height)x\(width)",
                kind: .inconsistent)
        }
        let counts: [Int]
        switch encoded.counts {
        case .numbers(let numbers): counts = numbers
        case .text(let text): counts = try RunLengths.decode(text)
        }
        try self.init(counts, pixels: width * height, exactly: true)
    }

    /// COCO's compressed form: each number in groups of 5 bits, the lowest first, a character each from '0' on, whose
    /// sixth bit says that more follow. From the fourth number on it is the difference from the one two before.
    static func decode(_ text: String) throws(ShapeFault) -> [Int] {
        let illegal = ShapeFault("\"counts\" is no text that COCO's tools write")
        var counts: [Int] = [], number = 0, bits = 0
        for character in text.utf8 {
            guard character >= 48, character < 112, bits < 40 else { throw illegal }
            let group = Int(character) - 48
            number |= (group & 31) << bits
            bits += 5
            guard group & 32 == 0 else { continue }
            if group & 16 != 0 { number |= -1 << bits }
            if counts.count > 2 { number += counts[counts.count - 2] }
            guard (0...largest).contains(number) else { throw illegal }
            counts.append(number)
            (number, bits) = (0, 0)
        }
        guard bits == 0 else { throw illegal }
        return counts
    }

    /// More than any picture has; sums of two stay far from overflow.
    private static let largest = 1 << 40

    /// Calls `body` with each stretch inside, as a range of the mask's pixels.
    func forEachRun(_ body: (Range<Int>) -> Void) {
        var start = 0
        for (index, count) in counts.enumerated() {
            if index % 2 == 1, count > 0 { body(start..<start + count) }
            start += count
        }
    }
}
