/// IEEE 754 half precision in 16 bits: one of sign, five of exponent, ten of fraction.
enum Half {
    static let largest: Float = 65504

    static func float(bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let exponent = UInt32(bits >> 10 & 0x1F), fraction = UInt32(bits & 0x3FF)
        switch exponent {
        case 0:
            // Subnormal: a multiple of 2^-24.
            let magnitude = Float(fraction) * 0x1p-24
            return sign == 0 ? magnitude : -magnitude
        case 0x1F: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }

    /// The nearest half, of two equally near ones the even; infinity for what is too large.
    static func bits(_ value: Float) -> UInt16 {
        let sign = UInt16(value.bitPattern >> 16 & 0x8000)
        let magnitude = value.bitPattern & 0x7FFF_FFFF
        if magnitude > 0x7F80_0000 { return sign | 0x7E00 }
        if magnitude >= 0x477F_F000 { return sign | 0x7C00 }
        // Below 2^-14 the spacing is fixed at 2^-24, and rounding to it is rounding to an integer.
        if magnitude < 0x3880_0000 {
            return sign | UInt16((Float(bitPattern: magnitude) * 0x1p24).rounded(.toNearestOrEven))
        }
        // A carry out of the fraction moves into the exponent, as it should.
        let odd = magnitude >> 13 & 1
        return sign | UInt16((magnitude - 0x3800_0000 + 0xFFF + odd) >> 13)
    }
}
