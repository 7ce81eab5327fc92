import Testing

@testable import Images

@Suite struct HeatMapTests {
    @Test func coloursAreOrderedEvenly() {
        let lightness = HeatMap.colours.map { Perceived($0).lightness }
        for (step, value) in lightness.enumerated() {
            #expect(abs(value - (0.15 + 0.81 * Float(step) / 255)) < 0.004, "\(step)")
        }
        // No step is seen as a border: neighbours differ by little in every part.
        for (a, b) in zip(HeatMap.colours, HeatMap.colours.dropFirst()) {
            #expect(max(abs(a.red - b.red), abs(a.green - b.green), abs(a.blue - b.blue)) < 8)
        }
    }

    @Test func numbersBecomeColours() throws {
        let values: [Float] = [-1, 0, 0.5, 1, 2, .infinity, -.infinity, .nan]
        let picture = try HeatMap.draw(width: 8, height: 1, values: values, range: 0...1, scale: false)
        let colours = HeatMap.colours,
            wanted = [
                colours[0], colours[0], colours[128], colours[255], colours[255], colours[255], colours[0],
                HeatMap.notANumber,
            ]
        #expect(picture.pixels == wanted.flatMap { [$0.red, $0.green, $0.blue].map { UInt8($0.rounded()) } })
    }

    @Test func rangeIsThatOfTheNumbers() throws {
        let values: [Float] = [3, -2, .nan, .infinity, 0.5, -.infinity]
        let own = try HeatMap.draw(width: 6, height: 1, values: values, scale: false)
        #expect(try own == HeatMap.draw(width: 6, height: 1, values: values, range: -2...3, scale: false))
    }

    @Test func scaleIsBelow() throws {
        let values = (0..<200 * 30).map { Float($0 % 200) }
        let bare = try HeatMap.draw(width: 200, height: 30, values: values, scale: false)
        let scaled = try HeatMap.draw(width: 200, height: 30, values: values)
        #expect(bare.height == 30 && scaled.height > 40 && scaled.width == 200)
        #expect(scaled.pixels.prefix(bare.pixels.count) == bare.pixels[...])
        let last = HeatMap.colours[255]
        #expect(scaled.pixels.suffix(from: bare.pixels.count).contains(UInt8(last.red.rounded())))
    }

    @Test func anySizeAndAnyNumbers() throws {
        for (width, height) in [(1, 1), (1, 50), (50, 1), (30, 30), (400, 3)] {
            for value in [0, .nan, .infinity, -.infinity, .greatestFiniteMagnitude, Float.leastNonzeroMagnitude] {
                var values = [Float](repeating: value, count: width * height)
                values[0] = -value
                let picture = try HeatMap.draw(width: width, height: height, values: values)
                #expect(picture.width == width && picture.height >= height)
            }
        }
        #expect(kind { try HeatMap.draw(width: 2, height: 2, values: [1]) } == .invalidArgument)
        #expect(kind { try HeatMap.draw(width: 0, height: 2, values: []) } == .limit)
    }
}
