import CShims
import CTrainingKernels

// Batch normalisation and its gradient. Sums over a few pixels are floats; these are added up in doubles.

private let pixelsAtOnce = 64

/// Calls `body` for each block of 16 channels of some pixels, with the offset of the first number, the channel, and the
/// number of pixels.
@inline(__always)
private func forEachColumn(_ c: pansecb_channels, _ body: (Int, Int, Int) -> Void) {
    let channels = Int(c.channels)
    var first = 0
    while first < c.pixels {
        let count = min(pixelsAtOnce, c.pixels - first)
        var channel = 0
        while channel < channels {
            body(first * channels + channel, channel, count)
            channel += 16
        }
        first += count
    }
}

@inline(__always)
private func add(_ x: Block, _ sums: UnsafeMutablePointer<Double>) {
    for half in 0..<2 {
        let target = UnsafeMutableRawPointer(sums + 8 * half)
        let sum = target.loadUnaligned(as: SIMD8<Double>.self) + pansecb_widen8(half == 0 ? x.lowHalf : x.highHalf)
        target.storeBytes(of: sum, as: SIMD8<Double>.self)
    }
}

@inline(__always)
private func gated(_ x: Block, _ gate: UnsafePointer<Float>?, _ place: Int) -> Block {
    guard let gate else { return x }
    return pansecb_select16(pansecb_positive16(load(gate + place)), .zero, x)
}

func moments(_ arguments: UnsafePointer<pansecb_channels>) {
    let c = arguments.pointee, channels = Int(c.channels)
    forEachColumn(c) { first, channel, count in
        var sum = Block.zero, squares = Block.zero, place = first
        for _ in 0..<count {
            let x = load(c.x + place)
            sum += x
            squares = pansecb_madd16(squares, x, x)
            place += channels
        }
        add(sum, c.sums + channel)
        add(squares, c.sums + channels + channel)
    }
}

func normalise(_ arguments: UnsafePointer<pansecb_channels>) {
    let c = arguments.pointee, channels = Int(c.channels)
    forEachColumn(c) { first, channel, count in
        let scale = load(c.scale + channel), shift = load(c.shift + channel)
        var place = first
        for _ in 0..<count {
            var value = pansecb_madd16(shift, load(c.x + place), scale)
            if let y = c.y { value += load(y + place) }
            store(c.relu != 0 ? relu(value) : value, c.output + place)
            place += channels
        }
    }
}

func products(_ arguments: UnsafePointer<pansecb_channels>) {
    let c = arguments.pointee, channels = Int(c.channels)
    forEachColumn(c) { first, channel, count in
        let shift = load(c.shift + channel)
        var sum = Block.zero, product = Block.zero, place = first
        for _ in 0..<count {
            let x = gated(load(c.x + place), c.gate, place)
            if let output = c.output { store(x, output + place) }
            sum += x
            product = pansecb_madd16(product, x, load(c.y + place) + shift)
            place += channels
        }
        add(sum, c.sums + channel)
        add(product, c.sums + channels + channel)
    }
}

func combine(_ arguments: UnsafePointer<pansecb_channels>) {
    let c = arguments.pointee, channels = Int(c.channels)
    forEachColumn(c) { first, channel, count in
        let scale = load(c.scale + channel), scaleY = load(c.scale_y + channel), shift = load(c.shift + channel)
        var place = first
        for _ in 0..<count {
            let x = gated(load(c.x + place), c.gate, place)
            store(pansecb_madd16(pansecb_madd16(shift, load(c.y + place), scaleY), x, scale), c.output + place)
            place += channels
        }
    }
}
