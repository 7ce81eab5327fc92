import Evaluation
import Images
import Report
import Testing

@Suite struct ErrorPictureTests {
    private func segment(_ id: UInt32, _ category: Int) -> PanopticQuality.Segment { .init(id: id, category: category) }

    private func errors(_ truth: [UInt32], _ prediction: [UInt32]) throws -> ErrorPicture {
        func segments(_ map: [UInt32]) -> [PanopticQuality.Segment] {
            Set(map).subtracting([0]).sorted().map { segment($0, Int($0 >= 1000 ? $0 / 1000 : $0)) }
        }
        let grey = try Picture(width: truth.count, height: 1, pixels: [UInt8](repeating: 100, count: 3 * truth.count))
        return try ErrorPicture(
            picture: grey, truth: truth, segments(truth), prediction: prediction, segments(prediction),
            isThing: { $0 >= 24 })
    }

    /// Which of red, blue, yellow, grey, dark a pixel is.
    private func kinds(_ picture: Picture) -> String {
        (0..<picture.width).map { x -> String in
            let (r, g, b) = (Int(picture.pixels[3 * x]), Int(picture.pixels[3 * x + 1]), Int(picture.pixels[3 * x + 2]))
            if r == g, g == b { return r < 50 ? "." : "-" }
            if b > r + 40 { return "B" }
            return g > b + 40 ? "Y" : "R"
        }.joined()
    }

    @Test func everyKindOfErrorHasItsColour() throws {
        // Road, car 26000 missed, person 24000 false; a matched car with a border of road; void.
        let truth: [UInt32] = [7, 7, 8, 26000, 26000, 7, 7, 26001, 26001, 26001, 0, 7, 7, 7]
        let found: [UInt32] = [7, 7, 7, 7, 7, 24000, 24000, 26001, 26001, 7, 24000, 7, 7, 0]
        let errors = try errors(truth, found)
        #expect(kinds(errors.picture) == "--YRRBB--Y.--Y")
        #expect(errors.missed == 1 && errors.falsePositives == 1)
        // Pixels 2 ... 6, 9 and 13, of 13 that count.
        #expect(abs(errors.wrongClass - 7.0 / 13) < 1e-9)
    }

    /// A car that was called a bus is both.
    @Test func wrongObjectsAreStriped() throws {
        let errors = try errors([UInt32](repeating: 26000, count: 12), [UInt32](repeating: 28000, count: 12))
        #expect(kinds(errors.picture) == "RRRBBBRRRBBB")
        #expect(errors.missed == 1 && errors.falsePositives == 1 && errors.wrongClass == 1)
    }

    /// Of the same class, another object's pixel is not wrong.
    @Test func rightIsGrey() throws {
        let errors = try errors(
            [26000, 26000, 26000, 26001, 26001, 26001], [26000, 26000, 26001, 26001, 26001, 26001])
        #expect(kinds(errors.picture) == "------")
        #expect(errors.wrongClass == 0 && errors.missed == 0)
    }

    @Test func captionsAreBelow() throws {
        let grey = try Picture(width: 300, height: 60, pixels: [UInt8](repeating: 100, count: 3 * 300 * 60))
        let map = [UInt32](repeating: 7, count: 300 * 60)
        let errors = try ErrorPicture(
            picture: grey, truth: map, [segment(7, 7)], prediction: map, [segment(7, 7)], isThing: { _ in false })
        #expect(errors.captioned.width == 300 && errors.captioned.height > 60)
    }

    @Test func sizesMustFit() throws {
        let grey = try Picture(width: 2, height: 1, pixels: [UInt8](repeating: 100, count: 6))
        #expect(throws: ImageError.self) {
            _ = try ErrorPicture(picture: grey, truth: [1], [], prediction: [1, 2], [], isThing: { _ in true })
        }
    }
}
