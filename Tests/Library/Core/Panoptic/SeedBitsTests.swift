import KernelChecks
import Testing

@testable import PanSECB

@Suite struct SeedBitsTests {
    @Test(arguments: [1, 2, 63, 64, 65, 127, 128, 129, 200])
    func pixelsAreCountedAndListedInOrder(width: Int) {
        var random = Random(seed: UInt64(width))
        for height in [1, 2, 5] {
            var seeds = (0..<4).map { _ in (0..<width * height).filter { _ in random.int(0...2) == 0 } }
            seeds[1] = []
            seeds[2] = Array(0..<width * height)
            let picture = SeedPicture(width: width, height: height, seeds: seeds)
            for (thing, pixels) in seeds.enumerated() {
                #expect(picture.bits.count(thing) == pixels.count)
                var listed = [UInt32](repeating: .max, count: width * height)
                let count = picture.bits.list(thing, width: width, to: &listed)
                #expect(count == pixels.count)
                #expect(listed.prefix(count).elementsEqual(pixels.map { UInt32($0) }))
                #expect(listed.dropFirst(count).allSatisfy { $0 == .max })
            }
        }
    }

    /// The first and the last pixel of each row: a row begins at a word, whatever its width.
    @Test(arguments: [1, 63, 64, 65, 128, 129])
    func rowsBeginAtAWord(width: Int) {
        let height = 3, ends = (0..<height).flatMap { [$0 * width, $0 * width + width - 1] }
        let picture = SeedPicture(width: width, height: height, seeds: [[], ends]), bits = picture.bits
        #expect(SeedBits.bytes(2, width: width, height: height) == 2 * height * ((width + 63) / 64) * 8)
        #expect(bits.wordsOfRow * 64 >= width && (bits.wordsOfRow - 1) * 64 < width)
        var listed = [UInt32](repeating: 0, count: 2 * height)
        let count = bits.list(1, width: width, to: &listed)
        #expect(listed.prefix(count).elementsEqual(Set(ends).sorted().map { UInt32($0) }))
        for y in 0..<height {
            #expect(bits.row(y) == bits.start + y * bits.wordsOfRow)
            #expect(bits.row(y)[bits.wordsOfClass] & 1 == 1)
        }
    }
}
