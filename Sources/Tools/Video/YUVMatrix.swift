/// The numbers that make red, green and blue of brightness and two differences of colour, and the other way round.
public struct YUVMatrix: Equatable, Sendable {
    /// What share of the brightness red and blue have.
    public enum Standard: Equatable, Sendable {
        case bt601
        case bt709

        /// Y4M does not tell: by custom, high definition is BT.709 and what is smaller BT.601.
        public init(width: Int, height: Int) { self = width >= 1280 || height > 576 ? .bt709 : .bt601 }

        var red: Double { self == .bt601 ? 0.299 : 0.2126 }
        var blue: Double { self == .bt601 ? 0.114 : 0.0722 }
    }

    /// Numbers are whole, in units of 1 / 2^14.
    static let bits: Int32 = 14
    private static let one = Double(1 << bits)

    /// Brightness of black.
    let black: Int32
    // RGB from YUV.
    let brightness: Int32
    let redOfV: Int32
    let greenOfU: Int32
    let greenOfV: Int32
    let blueOfU: Int32
    // YUV from RGB.
    let yOfRGB: SIMD4<Int32>
    let uOfRGB: SIMD4<Int32>
    let vOfRGB: SIMD4<Int32>

    /// - Parameter isFullRange: brightness 0 ... 255, not 16 ... 235, and colours likewise.
    public init(_ standard: Standard, isFullRange: Bool) {
        let kr = standard.red, kb = standard.blue, kg = 1 - kr - kb
        let y = isFullRange ? 255.0 : 219, c = isFullRange ? 255.0 : 224
        func fixed(_ value: Double) -> Int32 { Int32((value * Self.one).rounded()) }
        black = isFullRange ? 0 : 16
        brightness = fixed(255 / y)
        redOfV = fixed(255 / c * 2 * (1 - kr))
        greenOfU = fixed(-255 / c * 2 * (1 - kb) * kb / kg)
        greenOfV = fixed(-255 / c * 2 * (1 - kr) * kr / kg)
        blueOfU = fixed(255 / c * 2 * (1 - kb))
        yOfRGB = SIMD4(fixed(kr * y / 255), fixed(kg * y / 255), fixed(kb * y / 255), 0)
        let u = c / 255 / (2 * (1 - kb)), v = c / 255 / (2 * (1 - kr))
        // Grey has no colour: the three numbers of a row have the sum 0, rounded too.
        uOfRGB = SIMD4(fixed(-kr * u), -fixed(-kr * u) - fixed((1 - kb) * u), fixed((1 - kb) * u), 0)
        vOfRGB = SIMD4(fixed((1 - kr) * v), -fixed((1 - kr) * v) - fixed(-kb * v), fixed(-kb * v), 0)
    }
}
