import Testing

@testable import Images

@Suite struct TextTests {
    private func drawn(_ text: String, size: Float) throws -> Picture {
        var canvas = Canvas(try Picture(width: 200, height: 60, pixels: [UInt8](repeating: 0, count: 200 * 60 * 3)))
        canvas.draw(text, x: 10, baseline: 40, size: size, .white)
        return canvas.picture
    }

    @Test(arguments: [Float(9), 16, 40, 50])
    func lettersStandOnTheBaseline(size: Float) throws {
        let picture = try drawn("H", size: size)
        let inked = (0..<60).filter { y in (0..<200).contains { picture.pixels[(y * 200 + $0) * 3] > 127 } }
        #expect(abs((inked.last ?? 0) - 39) <= 1)
        #expect(abs(Float(inked.count) - FontData.capitalHeight * size / FontData.em) <= 1.5)
    }

    @Test func everyCharacterHasAGlyph() throws {
        for code in UInt8(33)..<127 {
            let picture = try drawn(String(UnicodeScalar(code)), size: 20)
            #expect(picture.pixels.contains { $0 > 60 })
        }
        #expect(try drawn(" ", size: 20).pixels.allSatisfy { $0 == 0 })
    }

    @Test func otherCharactersAreQuestionMarks() throws {
        #expect(try drawn("a\u{e4}\u{1f697}", size: 20) == drawn("a??", size: 20))
    }

    @Test func shortening() {
        let font = Font.shared
        let room = font.width(of: "vegetation", size: 16)
        #expect(font.shortened("vegetation", size: 16, room: room) == "vegetation")
        #expect(font.shortened("vegetation", size: 16, room: room - 1).hasSuffix(".."))
        #expect(font.width(of: font.shortened("vegetation", size: 16, room: 40), size: 16) <= 40)
        #expect(font.shortened("vegetation", size: 16, room: -5) == "")
    }

    @Test func outsideIsNotDrawn() throws {
        var canvas = Canvas(try Picture(width: 4, height: 4, pixels: [UInt8](repeating: 9, count: 48)))
        canvas.fill(Box(x: -50, y: -50, width: 10, height: 10), radius: 3, .white)
        canvas.fill(Box(x: 50, y: 1, width: 10, height: 0), radius: 3, .white)
        canvas.draw("text", x: -500, baseline: 700, size: 20, .white)
        #expect(canvas.pixels.allSatisfy { $0 == 9 })
    }
}
