import Images
import Testing

@testable import Report

@Suite struct HTMLTests {
    @Test func textsAreEscaped() {
        #expect(HTML.escaped("<a href=\"x\">&'\u{0}\n") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;  ")
    }

    @Test func numbers() {
        #expect(
            HTML.percent(0.6243) == "62.4" && HTML.percent(1) == "100.0" && HTML.percent(nil) == "–"
                && HTML.percent(.nan) == "–")
        #expect(
            HTML.count(1_234_567) == "1\u{202f}234\u{202f}567" && HTML.count(12) == "12"
                && HTML.count(-1234) == "-1\u{202f}234")
        #expect(HTML.count(.min).hasPrefix("-9"))
        #expect(
            ["0", "999", "1.2k", "25k", "3.4M", "2.0G"]
                == [0, 999, 1234, 25_300, 3_400_000, 2_000_000_000].map(HTML.compact))
        #expect(HTML.clamped(.infinity) == 0 && HTML.clamped(-1) == 0 && HTML.clamped(2) == 1)
    }

    @Test func axesHaveRoundNumbers() {
        #expect(Axis(0.4, 0.9).ticks.map { ($0 * 100).rounded() } == [40, 60, 80, 100])
        for (low, high) in [(0.0, 0.0), (5, 5), (-3, 8e9), (0.6123, 0.6124), (1e-9, 2e-9)] {
            let axis = Axis(low, high)
            #expect((2...21).contains(axis.ticks.count), "\(low) \(high)")
            #expect((-1e-6...1.000001).contains(axis.place(low)) && (-1e-6...1.000001).contains(axis.place(high)))
        }
    }

    @Test func valuesAreWritten() {
        let even = Axis(values: [0.4, 0.5, 0.6])
        #expect(even.ticks == [0.4, 0.5, 0.6] && abs(even.place(0.5) - 0.5) < 1e-9 && !even.contains(0.7))
        let powers = Axis(values: [16, 32, 64, 128, 256])
        #expect(abs(powers.place(64) - 0.5) < 1e-9 && powers.place(256) == 1)
        #expect(Axis(values: (0..<100).map(Double.init)).ticks.count <= 9)
        #expect((0...1).contains(Axis(values: [3]).place(3)) && Axis(values: []).ticks.count >= 2)
    }

    /// Photographs as JPEG, flat colours as PNG.
    @Test func picturesAreSmall() throws {
        var state: UInt64 = 3
        let noise = (0..<3 * 64 * 64).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 40)
        }
        #expect(try DataURI.of(Picture(width: 64, height: 64, pixels: noise)).hasPrefix("data:image/jpeg;base64,/9j/"))
        #expect(
            try DataURI.of(Picture(width: 64, height: 64, pixels: [UInt8](repeating: 9, count: noise.count))).hasPrefix(
                "data:image/png;base64,iVBOR"))
    }

    @Test func widePicturesAreShrunk() throws {
        let picture = try Picture(width: 30, height: 20, pixels: [UInt8](repeating: 77, count: 1800))
        let dot = try Picture(width: 1, height: 1, pixels: [1, 2, 3])
        let contents = ReportContents(
            title: "t", model: "m", data: "d", split: "s", images: 1,
            worst: [
                .init(
                    name: "n", pq: 0.5, missed: 0, falsePositives: 0, wrongClass: 0, input: picture, truth: dot,
                    prediction: dot, errors: dot)
            ])
        let html = try HTMLReport.html(contents, pictureWidth: 12)
        #expect(html.contains("width=\"12\" height=\"8\"") && html.contains("width=\"1\" height=\"1\""))
    }

    /// Nothing is fetched, whatever is written.
    @Test func nothingIsReferenced() throws {
        let html = try HTMLReport.html(ReportContents(title: "t", model: "m", data: "d", split: "s", images: 1))
        for address in ["http:", "https:", "//cdn", "@import", "url("] {
            #expect(!html.contains(address), "\(address)")
        }
    }
}
