import CShims
import CTrainingKernels

// A register tile of four inputs times one or two blocks of 16 outputs is summed over pixels, some pixels at a time, so that these
// stay in the first-level cache while all tiles pass by.

private let cachedFloats = 4096

func outer(_ arguments: UnsafePointer<pansecb_outer>) {
    let o = arguments.pointee
    let atOnce = max(16, cachedFloats / max(Int(o.inputs), 16 * Int(o.blocks)))
    var first = 0
    while first < o.pixels {
        let count = min(atOnce, o.pixels - first)
        tiles(o, o.x + first * o.x_step, o.y + first * o.y_step, count)
        first += count
    }
}

/// Adds to the sums of all inputs and blocks.
@inline(__always)
func tiles(_ o: pansecb_outer, _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ pixels: Int) {
    var block = 0
    #if PANSECB_AVX512
    while block + 2 <= Int(o.blocks) {
        let sums = o.sums + block * o.block_stride, column = y + 16 * block
        var input = 0
        while input < Int(o.inputs) {
            wideTile(x + input, o.x_step, column, o.y_step, pixels, sums + 16 * input, o.block_stride)
            input += 4
        }
        block += 2
    }
    #endif
    while block < Int(o.blocks) {
        let sums = o.sums + block * o.block_stride, column = y + 16 * block
        var input = 0
        while input < Int(o.inputs) {
            tile(x + input, o.x_step, column, o.y_step, pixels, sums + 16 * input)
            input += 4
        }
        block += 1
    }
}

@inline(__always)
private func tile(
    _ x: UnsafePointer<Float>, _ xStep: Int, _ y: UnsafePointer<Float>, _ yStep: Int, _ pixels: Int, _ sums: UnsafeMutablePointer<Float>
) {
    var s0 = load(sums), s1 = load(sums + 16), s2 = load(sums + 32), s3 = load(sums + 48)
    var x = x, y = y
    for _ in 0..<pixels {
        let g = load(y)
        s0 = pansecb_madd16_one(s0, x[0], g)
        s1 = pansecb_madd16_one(s1, x[1], g)
        s2 = pansecb_madd16_one(s2, x[2], g)
        s3 = pansecb_madd16_one(s3, x[3], g)
        x += xStep
        y += yStep
    }
    store(s0, sums)
    store(s1, sums + 16)
    store(s2, sums + 32)
    store(s3, sums + 48)
}

#if PANSECB_AVX512
@inline(__always)
private func wideTile(
    _ x: UnsafePointer<Float>, _ xStep: Int, _ y: UnsafePointer<Float>, _ yStep: Int, _ pixels: Int, _ sums: UnsafeMutablePointer<Float>,
    _ blockStride: Int
) {
    let sums2 = sums + blockStride
    var s0 = load(sums), s1 = load(sums + 16), s2 = load(sums + 32), s3 = load(sums + 48)
    var t0 = load(sums2), t1 = load(sums2 + 16), t2 = load(sums2 + 32), t3 = load(sums2 + 48)
    var x = x, y = y
    for _ in 0..<pixels {
        let g = load(y), h = load(y + 16)
        s0 = pansecb_madd16_one(s0, x[0], g)
        t0 = pansecb_madd16_one(t0, x[0], h)
        s1 = pansecb_madd16_one(s1, x[1], g)
        t1 = pansecb_madd16_one(t1, x[1], h)
        s2 = pansecb_madd16_one(s2, x[2], g)
        t2 = pansecb_madd16_one(t2, x[2], h)
        s3 = pansecb_madd16_one(s3, x[3], g)
        t3 = pansecb_madd16_one(t3, x[3], h)
        x += xStep
        y += yStep
    }
    store(s0, sums)
    store(s1, sums + 16)
    store(s2, sums + 32)
    store(s3, sums + 48)
    store(t0, sums2)
    store(t1, sums2 + 16)
    store(t2, sums2 + 32)
    store(t3, sums2 + 48)
}
#endif
