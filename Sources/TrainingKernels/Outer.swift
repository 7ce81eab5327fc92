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
        let x = Columns(start: o.x + first * o.x_step, step: o.x_step, next: 16), y = Columns(start: o.y + first * o.y_step, step: o.y_step, next: 16)
        tiles(o, x, y, count, sets: false) {}
        first += count
    }
}

/// Numbers of some pixels in columns of 16 channels.
struct Columns {
    let start: UnsafePointer<Float>
    /// Floats from a pixel to the next, and from a column to the next.
    let step: Int, next: Int

    @inline(__always) subscript(channel: Int) -> UnsafePointer<Float> { start + channel / 16 * next + channel % 16 }
}

/// Sums of all inputs and blocks.
/// - Parameters:
///   - sets: the sums begin here; else they are added to.
///   - meanwhile: called before each of the `registerTiles(o)`.
@inline(__always)
func tiles(_ o: pansecb_outer, _ x: Columns, _ y: Columns, _ pixels: Int, sets: Bool, meanwhile: () -> Void) {
    var block = 0
    #if PANSECB_AVX512
    while block + 2 <= Int(o.blocks) {
        let sums = o.sums + block * o.block_stride
        var input = 0
        while input < Int(o.inputs) {
            meanwhile()
            wideTile(x[input], x.step, y[16 * block], y[16 * block + 16], y.step, pixels, sums + 16 * input, o.block_stride, sets)
            input += 4
        }
        block += 2
    }
    #endif
    while block < Int(o.blocks) {
        let sums = o.sums + block * o.block_stride
        var input = 0
        while input < Int(o.inputs) {
            meanwhile()
            tile(x[input], x.step, y[16 * block], y.step, pixels, sums + 16 * input, sets)
            input += 4
        }
        block += 1
    }
}

/// Register tiles of all inputs and blocks.
@inline(__always)
func registerTiles(_ o: pansecb_outer) -> Int {
    #if PANSECB_AVX512
    return (Int(o.blocks) + 1) / 2 * Int(o.inputs) / 4
    #else
    return Int(o.blocks) * Int(o.inputs) / 4
    #endif
}

@inline(__always)
private func tile(
    _ x: UnsafePointer<Float>, _ xStep: Int, _ y: UnsafePointer<Float>, _ yStep: Int, _ pixels: Int, _ sums: UnsafeMutablePointer<Float>,
    _ sets: Bool
) {
    var s0 = Block.zero, s1 = s0, s2 = s0, s3 = s0
    if !sets { (s0, s1, s2, s3) = (load(sums), load(sums + 16), load(sums + 32), load(sums + 48)) }
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
    _ x: UnsafePointer<Float>, _ xStep: Int, _ y: UnsafePointer<Float>, _ y2: UnsafePointer<Float>, _ yStep: Int, _ pixels: Int,
    _ sums: UnsafeMutablePointer<Float>, _ blockStride: Int, _ sets: Bool
) {
    let sums2 = sums + blockStride
    var s0 = Block.zero, s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0
    if !sets {
        (s0, s1, s2, s3) = (load(sums), load(sums + 16), load(sums + 32), load(sums + 48))
        (t0, t1, t2, t3) = (load(sums2), load(sums2 + 16), load(sums2 + 32), load(sums2 + 48))
    }
    var x = x, y = y, y2 = y2
    for _ in 0..<pixels {
        let g = load(y), h = load(y2)
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
        y2 += yStep
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
