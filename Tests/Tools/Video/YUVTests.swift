import Images
import Testing

@testable import Video

/// Brightness and colours against the definition in floating point, and there and back.
@Suite struct YUVTests {
    private func decoded(_ yuv: (UInt8, UInt8, UInt8), _ standard: YUVMatrix.Standard, full: Bool) throws -> [UInt8] {
        // A height beyond 576 lines is high definition.
        let height = standard == .bt601 ? 1 : 577
        var header = Y4MHeader(width: 1, height: height, rate: nil, sampling: .c444, isFullRange: full)
        header.interlacing = "p"
        var decoder = YUVDecoder(header)
        return Array(
            try decoder.picture(of: [yuv.0, yuv.1, yuv.2].flatMap { [UInt8](repeating: $0, count: height) }).pixels[
                ..<3])
    }

    private func exact(_ yuv: (UInt8, UInt8, UInt8), _ kr: Double, _ kb: Double, full: Bool) -> [UInt8] {
        let y = (Double(yuv.0) - (full ? 0 : 16)) * 255 / (full ? 255 : 219), c = 255.0 / (full ? 255 : 224)
        let u = (Double(yuv.1) - 128) * c, v = (Double(yuv.2) - 128) * c
        let r = y + 2 * (1 - kr) * v, b = y + 2 * (1 - kb) * u
        let g = (y - kr * r - kb * b) / (1 - kr - kb)
        return [r, g, b].map { UInt8(min(max($0.rounded(), 0), 255)) }
    }

    @Test func coloursAreThoseOfTheDefinition() throws {
        for full in [false, true] {
            for (standard, kr, kb) in [(YUVMatrix.Standard.bt601, 0.299, 0.114), (.bt709, 0.2126, 0.0722)] {
                for y in stride(from: 0, through: 255, by: 51) {
                    for u in stride(from: 0, through: 255, by: 85) {
                        for v in stride(from: 0, through: 255, by: 85) {
                            let yuv = (UInt8(y), UInt8(u), UInt8(v))
                            let got = try decoded(yuv, standard, full: full), want = exact(yuv, kr, kb, full: full)
                            for (a, b) in zip(got, want) {
                                #expect(abs(Int(a) - Int(b)) <= 1, "\(yuv) \(standard) \(full)")
                            }
                        }
                    }
                }
            }
        }
    }

    @Test func blackWhiteAndGrey() throws {
        #expect(try decoded((16, 128, 128), .bt601, full: false) == [0, 0, 0])
        #expect(try decoded((235, 128, 128), .bt709, full: false) == [255, 255, 255])
        #expect(try decoded((255, 128, 128), .bt601, full: false) == [255, 255, 255])
        for grey in 0...255 {
            #expect(
                try decoded((UInt8(grey), 128, 128), .bt601, full: true) == [UInt8](repeating: UInt8(grey), count: 3))
        }
    }

    @Test func highDefinitionIsBT709() {
        #expect(YUVMatrix.Standard(width: 720, height: 576) == .bt601)
        #expect(YUVMatrix.Standard(width: 1280, height: 720) == .bt709)
        #expect(YUVMatrix.Standard(width: 2048, height: 1024) == .bt709)
    }

    /// All samplings, ranges, odd sizes: smooth colours come back but for rounding.
    @Test func thereAndBack() throws {
        for sampling in ChromaSampling.allCases where sampling != .mono {
            for full in [false, true] {
                for (width, height) in [(16, 12), (17, 13), (1, 1), (2, 1), (1, 3), (3, 2)] {
                    let picture = try smooth(width, height)
                    let header = Y4MHeader(
                        width: width, height: height, rate: nil, sampling: sampling, isFullRange: full)
                    let bytes = try written(header, [picture, picture])
                    #expect(bytes.count == header.text.utf8.count + 2 * (6 + header.frameBytes))
                    let (pictures, error) = frames(of: bytes)
                    #expect(error == nil && pictures.count == 2)
                    for (a, b) in zip(pictures.last?.pixels ?? [], picture.pixels) {
                        #expect(
                            abs(Int(a) - Int(b)) <= (sampling == .c444 ? 2 : 4),
                            "\(sampling) \(full) \(width)x\(height)")
                    }
                }
            }
        }
    }

    @Test func monoIsGrey() throws {
        let picture = try Picture(
            width: 3, height: 2, pixels: (0..<6).flatMap { [UInt8](repeating: UInt8($0 * 40), count: 3) })
        let bytes = try written(
            Y4MHeader(width: 3, height: 2, rate: nil, sampling: .mono, isFullRange: true), [picture])
        #expect(Array(bytes.suffix(6)) == [0, 40, 80, 120, 160, 200])
        #expect(frames(of: bytes).pictures == [picture])
    }

    /// A step between two samples lies where the sampling says.
    @Test func samplesLieWhereTheyShould() throws {
        func red(_ sampling: ChromaSampling) throws -> [Int] {
            var decoder = YUVDecoder(Y4MHeader(width: 4, height: 1, rate: nil, sampling: sampling, isFullRange: true))
            let picture = try decoder.picture(of: [100, 100, 100, 100, 128, 128, 128, 168])
            return (0..<4).map { Int((Double(picture.pixels[3 * $0]) - 100) / 1.402 / 10 + 0.5) }
        }
        #expect(try red(.jpeg420) == [0, 1, 3, 4])
        #expect(try red(.mpeg420) == [0, 2, 4, 4])
        #expect(try red(.c422) == [0, 2, 4, 4])
    }
}
