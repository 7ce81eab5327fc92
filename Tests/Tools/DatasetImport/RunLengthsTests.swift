import Testing

@testable import DatasetImport

/// Run lengths against pycocotools.
@Suite struct RunLengthsTests {
    private struct Mask: Decodable {
        let height: Int
        let width: Int
        let counts: String
        let runs: [Int]
        let pixels: String
    }

    @Test func countsAreThoseOfCOCO() throws {
        let masks = try Fixture.decode([Mask].self, "masks.json")
        #expect(masks.count == 11)
        for mask in masks {
            let compressed = EncodedRuns(height: mask.height, width: mask.width, counts: .text(mask.counts))
            let runs = try RunLengths(compressed, width: mask.width, height: mask.height)
            #expect(runs.counts == mask.runs)
            let plain = EncodedRuns(height: mask.height, width: mask.width, counts: .numbers(mask.runs))
            #expect(try RunLengths(plain, width: mask.width, height: mask.height).area == runs.area)
            guard !mask.pixels.isEmpty else { continue }
            var canvas = try SegmentCanvas(width: mask.width, height: mask.height)
            try canvas.draw([Shape(number: 1, category: 0, parts: [.columns(compressed)])], smallerOnTop: true)
            #expect(canvas.map.map { "\($0)" }.joined() == mask.pixels)
        }
    }

    @Test(arguments: [[-1, 13], [1, 2, 3], [13], [1, 1 << 62, 1 << 62], [.max, .max], [.min, 12], [0, 0, 13]])
    func otherCountsAreRefused(_ counts: [Int]) {
        let runs = EncodedRuns(height: 4, width: 3, counts: .numbers(counts))
        #expect(throws: ShapeFault.self) { _ = try RunLengths(runs, width: 3, height: 4) }
    }

    @Test(arguments: ["P", "~", " ", "/", "oooooooo1", "ooooooooooooooooooooo", "@", "3@@@@@", "é"])
    func otherTextIsRefused(_ text: String) {
        let runs = EncodedRuns(height: 4, width: 3, counts: .text(text))
        #expect(throws: ShapeFault.self) { _ = try RunLengths(runs, width: 3, height: 4) }
    }

    /// Any text is decoded or refused; sums never overflow.
    @Test func randomTextNeverTraps() {
        var random = Fixture.Random(seed: 5), decoded = 0
        for _ in 0..<20_000 {
            let text = String(decoding: (0..<random.next(30)).map { _ in UInt8(40 + random.next(80)) }, as: UTF8.self)
            if (try? RunLengths.decode(text)) != nil { decoded += 1 }
        }
        #expect((1..<20_000).contains(decoded))
    }

    @Test func aBoxMayEndEarly() throws {
        #expect(try RunLengths([1, 2], pixels: 12, exactly: false).area == 2)
        #expect(throws: ShapeFault.self) { _ = try RunLengths([1, 12], pixels: 12, exactly: false) }
    }
}
