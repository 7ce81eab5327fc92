import CPanSECB
import Foundation
import PanSECB
import Testing

@Suite struct PixelLayoutTests {
    /// The formats of `pansecb_format`, as pansecb.h has them.
    private static func formatsOfHeader() throws -> [UInt32] {
        let header = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../../include/pansecb.h")
        let text = try String(contentsOf: header, encoding: .utf8)
        let start = try #require(text.range(of: "typedef enum pansecb_format {")).upperBound
        let end = try #require(text.range(of: "} pansecb_format;")).lowerBound
        // Lines as "PANSECB_GRAY8 = 5,       /**< ...": the largest number of the type has another form.
        return text[start..<end].split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count >= 3, words[0].hasPrefix("PANSECB_"), words[1] == "=" else { return nil }
            return UInt32(words[2].prefix { $0 != "," })
        }
    }

    @Test func everyFormatOfTheHeaderHasALayout() throws {
        let formats = try Self.formatsOfHeader()
        #expect(formats.count >= 6)
        let known = (0..<256).filter { PixelLayout(pansecb_format(rawValue: $0)) != nil }
        #expect(Set(known) == Set(formats))
        for unknown in [0x7fff_ffff, 0x8000_0000, 0xffff_ffff] as [UInt32] {
            #expect(PixelLayout(pansecb_format(rawValue: unknown)) == nil)
        }
    }

    @Test func layouts() throws {
        let rgb = try #require(PixelLayout(PANSECB_RGB8)), floats = try #require(PixelLayout(PANSECB_PLANAR_F32))
        #expect(rgb.planes == 1 && rgb.bytesPerPixel[0] == 3 && rgb.alignment == 1)
        #expect(floats.planes == 3 && floats.alignment == 4)
        for plane in 0..<3 {
            #expect(floats.bytesPerPixel[plane] == 4)
            #expect(floats.rows(ofPlane: plane, height: 7) == 7)
        }
    }
}
