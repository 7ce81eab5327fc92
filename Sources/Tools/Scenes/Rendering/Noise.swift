/// Smooth random numbers over the plane, -1 ... 1, the same for the same place.
enum Noise {
    @inline(__always)
    static func hash(_ x: Int32, _ y: Int32, _ seed: UInt32 = 0) -> UInt32 {
        var h = UInt32(bitPattern: x) &* 0x8da6_b343 ^ UInt32(bitPattern: y) &* 0xd816_3841 ^ seed &* 0xcb1a_b31f
        h = (h ^ (h >> 15)) &* 0x2c1b_3c6d
        h = (h ^ (h >> 12)) &* 0x297a_2d39
        return h ^ (h >> 15)
    }

    /// 0 ..< 1, one number a cell.
    @inline(__always)
    static func cell(_ x: Float, _ y: Float, _ seed: UInt32 = 0) -> Float {
        Float(hash(whole(x), whole(y), seed) >> 8) * 0x1p-24
    }

    @inline(__always)
    static func at(_ x: Float, _ y: Float, _ seed: UInt32 = 0) -> Float {
        let column = x.rounded(.down), row = y.rounded(.down)
        let (i, j) = (whole(column), whole(row))
        let s = x - column, t = y - row
        let u = s * s * (3 - 2 * s), v = t * t * (3 - 2 * t)
        let top = mix(corner(i, j, seed), corner(i &+ 1, j, seed), u)
        let bottom = mix(corner(i, j &+ 1, seed), corner(i &+ 1, j &+ 1, seed), u)
        return mix(top, bottom, v)
    }

    /// Three sizes of it, the finer ones weaker.
    static func cloud(_ x: Float, _ y: Float, _ seed: UInt32 = 0) -> Float {
        let coarse: Float = at(x, y, seed)
        let middle: Float = at(2.1 * x + 7.3, 2.1 * y + 1.7, seed)
        let fine: Float = at(4.3 * x + 3.1, 4.3 * y + 9.2, seed)
        return (coarse + 0.5 * middle + 0.25 * fine) / 1.75
    }

    @inline(__always)
    private static func corner(_ x: Int32, _ y: Int32, _ seed: UInt32) -> Float {
        Float(hash(x, y, seed) >> 8) * 0x1p-23 - 1
    }

    /// Places beyond any street are cut off, so that every number has a cell.
    @inline(__always)
    private static func whole(_ value: Float) -> Int32 { Int32(clamp(value.rounded(.down), -1e8, 1e8)) }
}
