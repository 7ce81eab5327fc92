/// IEEE 754 half precision in 16 bits: one of sign, five of exponent, ten of fraction. Swift's Float16 would call
/// functions of the compiler's run-time library.
package enum Half {
    package static let largest: Float = 65504

    /// All NaNs become the same one.
    package static func float(bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16, exponent = UInt32(bits >> 10 & 31), fraction = UInt32(bits & 0x3ff)
        switch exponent {
        case 0:
            // Subnormal: a multiple of 2^-24.
            let magnitude = Float(fraction) * 0x1p-24
            return sign == 0 ? magnitude : -magnitude
        case 31: return Float(bitPattern: sign | 0x7f80_0000 | (fraction == 0 ? 0 : 0x40_0000))
        default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }

    /// The nearest half, ties to even; infinity for numbers that are too large.
    package static func bits(_ value: Float) -> UInt16 {
        let sign = UInt16(truncatingIfNeeded: value.bitPattern >> 16 & 0x8000)
        let magnitude = value.bitPattern & 0x7fff_ffff
        if magnitude > 0x7f80_0000 { return sign | 0x7e00 }
        if magnitude >= 0x477f_f000 { return sign | 0x7c00 }
        // Below 2^-14 the spacing is fixed at 2^-24, as for floats from 1/2 to 1.
        if magnitude < 0x3880_0000 {
            return sign | UInt16(truncatingIfNeeded: (Float(bitPattern: magnitude) + 0.5).bitPattern - 0x3f00_0000)
        }
        // A carry out of the fraction moves into the exponent, as it should.
        let odd = magnitude >> 13 & 1
        return sign | UInt16(truncatingIfNeeded: (magnitude - 0x3800_0000 + 0xfff + odd) >> 13)
    }
}
