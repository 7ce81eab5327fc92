import Images
import SplitMix
import Testing

/// Files cut off or changed: an error or a picture, never a crash.
@Suite struct DamageTests {
    @Test(arguments: [
        "rgb8.png", "grey4-interlaced.png", "palette4-transparent.png", "baseline.jpg", "progressive.jpg",
        "restart.jpg",
        "cmyk.jpg",
    ])
    func everyTruncation(name: String) throws {
        let bytes = try Fixture.bytes(name)
        for count in 0..<bytes.count {
            let found = kind { try Picture(decoding: [UInt8](bytes[..<count])) }
            #expect(found == .damaged || found == .unknownFormat, "\(count) bytes")
        }
    }

    /// Every byte of this file is under a checksum.
    @Test func everyByteOfAPNG() throws {
        var bytes = try Fixture.bytes("rgb8.png")
        for i in bytes.indices {
            for change: UInt8 in [1, 0x20, 0x80, 0xff] {
                bytes[i] ^= change
                #expect(throws: ImageError.self, "byte \(i)") { try Picture(decoding: bytes) }
                bytes[i] ^= change
            }
        }
    }

    @Test(arguments: [
        "rgb16.png", "rgb8-interlaced.png", "palette8.png", "grey.jpg", "progressive.jpg", "orientation6.jpg",
        "cmyk.jpg",
    ])
    func randomBytes(name: String) throws {
        let bytes = try Fixture.bytes(name)
        var dice = SplitMix64(seed: 7)
        for _ in 0..<2000 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...4, using: &dice) {
                changed[Int.random(in: 0..<changed.count, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
            }
            if let picture = try? Picture(decoding: changed) {
                #expect(picture.pixels.count == picture.width * picture.height * 3)
            }
            _ = try? LabelMap16(decoding: changed)
        }
    }
}
