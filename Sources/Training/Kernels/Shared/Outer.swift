import CShims
import CTrainingKernels

// A register tile of four to sixteen inputs times one or two blocks of 16 outputs is summed over some pixels at a time,
// which stay in the first-level cache for all tiles.

private let cachedFloats = 4096

func outer(_ arguments: UnsafePointer<pansecb_outer>) {
    let o = arguments.pointee
    let atOnce = max(16, cachedFloats / max(Int(o.inputs), 16 * Int(o.blocks)))
    var first = 0
    while first < o.pixels {
        let count = min(atOnce, o.pixels - first)
        let x = Columns(start: o.x + first * o.x_step, step: o.x_step, next: 16),
            y = Columns(start: o.y + first * o.y_step, step: o.y_step, next: 16)
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
///   - sets: whether the sums begin here; otherwise they are added to.
///   - meanwhile: called before each of the `registerTiles(o)`.
@inline(__always)
func tiles(_ o: pansecb_outer, _ x: Columns, _ y: Columns, _ pixels: Int, sets: Bool, meanwhile: () -> Void) {
    var block = 0
    #if PANSECB_AVX512
        while block + 2 <= Int(o.blocks) {
            let t = Tile(
                y: y[16 * block], y2: y[16 * block + 16], sums: o.sums + block * o.block_stride, o, columnsX: x,
                columnsY: y, pixels: pixels, sets: sets)
            let whole = Int(o.inputs) & ~7
            for input in stride(from: 0, to: whole, by: 8) {
                meanwhile()
                t.sumTwoBlocks(x[input], input, hasEight: true)
            }
            for input in stride(from: whole, to: Int(o.inputs), by: 4) {
                meanwhile()
                t.sumTwoBlocks(x[input], input, hasEight: false)
            }
            block += 2
        }
    #endif
    while block < Int(o.blocks) {
        let t = Tile(
            y: y[16 * block], y2: y[16 * block], sums: o.sums + block * o.block_stride, o, columnsX: x, columnsY: y,
            pixels: pixels, sets: sets)
        let whole = Int(o.inputs) & ~(Tile.most - 1)
        for input in stride(from: 0, to: whole, by: Tile.most) {
            meanwhile()
            t.sumBlock(x[input], input, hasAll: true)
        }
        for input in stride(from: whole, to: Int(o.inputs), by: 4) {
            meanwhile()
            t.sumBlock(x[input], input, hasAll: false)
        }
        block += 1
    }
}

/// The number of register tiles.
@inline(__always)
func registerTiles(_ o: pansecb_outer) -> Int {
    let inputs = Int(o.inputs), ofBlock = inputs / Tile.most + inputs % Tile.most / 4
    #if PANSECB_AVX512
        return Int(o.blocks) / 2 * (inputs / 8 + inputs % 8 / 4) + Int(o.blocks) % 2 * ofBlock
    #else
        return Int(o.blocks) * ofBlock
    #endif
}

/// Sums of four inputs and one block, which fill eight registers of AVX2. With AVX-512 four of these make sixteen
/// independent sums, so that on processors with two multipliers each multiplication finds its sum ready.
private struct FourSums {
    var s0 = Block.zero, s1 = Block.zero, s2 = Block.zero, s3 = Block.zero

    @inline(__always) init() {}

    @inline(__always) init(_ sums: UnsafePointer<Float>) {
        (s0, s1, s2, s3) = (load(sums), load(sums + 16), load(sums + 32), load(sums + 48))
    }

    @inline(__always) mutating func add(_ x: UnsafePointer<Float>, _ g: Block) {
        s0 = pansecb_madd16_one(s0, x[0], g)
        s1 = pansecb_madd16_one(s1, x[1], g)
        s2 = pansecb_madd16_one(s2, x[2], g)
        s3 = pansecb_madd16_one(s3, x[3], g)
    }

    @inline(__always) func write(_ sums: UnsafeMutablePointer<Float>) {
        store(s0, sums)
        store(s1, sums + 16)
        store(s2, sums + 32)
        store(s3, sums + 48)
    }
}

/// The common part of register tiles of one or two blocks.
private struct Tile {
    let y: UnsafePointer<Float>, y2: UnsafePointer<Float>
    let sums: UnsafeMutablePointer<Float>, blockStride: Int
    let xStep: Int, yStep: Int, pixels: Int, sets: Bool

    /// Inputs of a tile of one block.
    #if PANSECB_AVX512
        static let most = 16
    #else
        static let most = 4
    #endif

    @inline(__always) init(
        y: UnsafePointer<Float>, y2: UnsafePointer<Float>, sums: UnsafeMutablePointer<Float>, _ o: pansecb_outer,
        columnsX: Columns,
        columnsY: Columns, pixels: Int, sets: Bool
    ) {
        (self.y, self.y2, self.sums, self.pixels, self.sets) = (y, y2, sums, pixels, sets)
        (blockStride, xStep, yStep) = (o.block_stride, columnsX.step, columnsY.step)
    }

    /// - Parameter hasAll: whether the tile has `most` inputs, or four.
    @inline(__always) func sumBlock(_ x: UnsafePointer<Float>, _ input: Int, hasAll: Bool) {
        let hasSixteen = Tile.most == 16 && hasAll, sums = self.sums + 16 * input
        var a = FourSums(), b = a, c = a, d = a
        if !sets {
            a = FourSums(sums)
            if hasSixteen { (b, c, d) = (FourSums(sums + 64), FourSums(sums + 128), FourSums(sums + 192)) }
        }
        var x = x, y = y
        for _ in 0..<pixels {
            let g = load(y)
            a.add(x, g)
            if hasSixteen {
                b.add(x + 4, g)
                c.add(x + 8, g)
                d.add(x + 12, g)
            }
            x += xStep
            y += yStep
        }
        a.write(sums)
        if hasSixteen {
            b.write(sums + 64)
            c.write(sums + 128)
            d.write(sums + 192)
        }
    }

    /// - Parameter hasEight: whether the tile has eight inputs, or four.
    @inline(__always) func sumTwoBlocks(_ x: UnsafePointer<Float>, _ input: Int, hasEight: Bool) {
        let sums = self.sums + 16 * input, sums2 = sums + blockStride
        var a = FourSums(), b = a, c = a, d = a
        if !sets {
            (a, c) = (FourSums(sums), FourSums(sums2))
            if hasEight { (b, d) = (FourSums(sums + 64), FourSums(sums2 + 64)) }
        }
        var x = x, y = y, y2 = y2
        for _ in 0..<pixels {
            let g = load(y), h = load(y2)
            a.add(x, g)
            c.add(x, h)
            if hasEight {
                b.add(x + 4, g)
                d.add(x + 4, h)
            }
            x += xStep
            y += yStep
            y2 += yStep
        }
        a.write(sums)
        c.write(sums2)
        if hasEight {
            b.write(sums + 64)
            d.write(sums2 + 64)
        }
    }
}
