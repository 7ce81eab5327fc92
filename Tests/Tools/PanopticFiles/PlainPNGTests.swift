import Images
import Testing

@testable import PanopticFiles

/// The fast way of reading PNG files against libpng.
@Suite struct PlainPNGTests {
    /// Pixels of few numbers in stretches of about `length`, some rows like those above.
    private func bytes(_ width: Int, _ height: Int, channels: Int, length: Int, seed: Int) -> [UInt8] {
        var state = UInt64(seed) &* 77, bytes: [UInt8] = [], pixel = [UInt8](repeating: 0, count: channels)
        func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % sides
        }
        for y in 0..<height {
            if y > 0, roll(3) == 0 {
                bytes += bytes.suffix(width * channels)
                continue
            }
            for _ in 0..<width {
                if roll(length) == 0 {
                    pixel = pixel.map { _ in UInt8(roll(length > 1 ? 4 : 256) * (length > 1 ? 60 : 1)) }
                }
                bytes += pixel
            }
        }
        return bytes
    }

    /// Nil: refused, or damaged.
    private func rows(_ file: [UInt8]) -> [UInt8]? {
        guard let png = file.withUnsafeBytes({ PlainPNG($0) }) else { return nil }
        var rgb: [UInt8] = []
        let isWhole = png.forEachRow { row in
            for x in 0..<png.width { rgb += UnsafeBufferPointer(start: row + x * png.channels, count: 3) }
        }
        return isWhole ? rgb : nil
    }

    @Test(arguments: [3, 4], [[0], [1], [2], [3], [4], [0, 1, 2, 3, 4], [4, 4, 2, 3]])
    func asLibpng(channels: Int, filters: [UInt8]) throws {
        for (seed, (width, height)) in [(1, 1), (1, 9), (2, 3), (7, 5), (8, 8), (9, 4), (33, 12), (300, 6)].enumerated()
        {
            for length in [1, 3, 40] {
                let made = MadeUpPNG(
                    width: width, height: height, channels: channels,
                    bytes: bytes(width, height, channels: channels, length: length, seed: seed + 1), filters: filters,
                    bytesPerChunk: seed % 2 == 0 ? 50 : .max)
                #expect(rows(made.file) == (try Picture(decoding: made.file).pixels))
            }
        }
    }

    @Test func unknownFilter() {
        #expect(rows(MadeUpPNG(width: 3, height: 2, channels: 3, bytes: Array(0..<18), filters: [0, 5]).file) == nil)
    }

    /// Whatever a byte is changed to: what is accepted is what libpng makes of it.
    @Test func damage() {
        let file = MadeUpPNG(
            width: 9, height: 7, channels: 3, bytes: bytes(9, 7, channels: 3, length: 4, seed: 3), filters: [4, 2, 1]
        ).file
        for index in file.indices {
            for change: UInt8 in [1, 0x20, 0x80] {
                var damaged = file
                damaged[index] ^= change
                if let rows = rows(damaged) { #expect(rows == (try? Picture(decoding: damaged).pixels)) }
            }
            #expect(rows(Array(file[..<index])) == nil)
        }
    }

    /// A header cannot ask for much more memory than the file's bytes can fill.
    @Test func hugeHeader() {
        let made = MadeUpPNG(width: 1, height: 1, channels: 3, bytes: [1, 2, 3], filters: [0])
        #expect(rows(made.file) == [1, 2, 3])
        #expect(made.withHeader(width: 16_384, height: 16_384).withUnsafeBytes { PlainPNG($0) } == nil)
        #expect(made.withHeader(width: 16_385, height: 1).withUnsafeBytes { PlainPNG($0) } == nil)
        #expect(made.withHeader(width: 0, height: 1).withUnsafeBytes { PlainPNG($0) } == nil)
        // Fewer pixels than the header says.
        #expect(rows(made.withHeader(width: 2, height: 1)) == nil)
    }
}
