import CShims
import CTrainingKernels

func crossEntropy(_ arguments: UnsafeMutablePointer<pansecb_cross_entropy>) {
    let e = arguments.pointee, channels = Int(e.channels), stride = Int(e.stride)
    var loss = 0.0
    for pixel in 0..<e.pixels {
        let logits = e.logits + pixel * stride, target = Int(e.targets[pixel])
        var largest = -Float.infinity, column = 0
        while column < stride {
            largest = max(
                largest,
                pansecb_largest(load(logits + column).replacing(with: -.infinity, where: beyond(channels - column))))
            column += 16
        }
        let own = logits[target] - largest
        var sum: Float = 0
        column = 0
        while column < stride {
            let x = exponentialBelow1(load(logits + column) - largest).replacing(
                with: 0, where: beyond(channels - column))
            sum += pansecb_sum8(x.lowHalf + x.highHalf)
            store(x, logits + column)
            column += 16
        }
        let weight = e.weights[target], scale = e.factor * weight
        loss += Double(weight) * (pansecb_logarithm(Double(sum)) - Double(own))
        let share = Block(repeating: scale / sum)
        column = 0
        while column < stride {
            store(load(logits + column) * share, logits + column)
            column += 16
        }
        logits[target] -= scale
    }
    arguments.pointee.loss = loss
}

/// The lanes after the last channel. It compares floats, since a comparison of integers is compiled lane by lane.
@inline(__always)
private func beyond(_ channels: Int) -> SIMDMask<SIMD16<Int32>> {
    let lanes = Block(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    return lanes .>= Float(channels)
}

/// exp(x) for x <= 0 in floats, to a relative error of some 2e-7; 2e-38 below -87. x = k ln 2 + r, a Taylor polynomial
/// in r, and k added to the exponent's bits.
@inline(__always)
private func exponentialBelow1(_ x: Block) -> Block {
    let bounded = x.replacing(with: -87, where: x .< -87)
    // Adding 1.5 * 2^23 rounds to a whole number and leaves it in the low bits.
    let magic = Block(repeating: 12582912)
    let shifted = pansecb_madd16_one(magic, 1.44269504, bounded)
    let k = shifted - magic
    // ln 2 in two parts, the first of which has so few digits that its product with k is exact.
    let r = pansecb_madd16_one(pansecb_madd16_one(bounded, -0.693359375, k), 2.12194440e-4, k)
    var sum = Block(repeating: 1 / 5040)
    sum = pansecb_madd16(Block(repeating: 1 / 720), sum, r)
    sum = pansecb_madd16(Block(repeating: 1 / 120), sum, r)
    sum = pansecb_madd16(Block(repeating: 1 / 24), sum, r)
    sum = pansecb_madd16(Block(repeating: 1 / 6), sum, r)
    sum = pansecb_madd16(Block(repeating: 0.5), sum, r)
    sum = pansecb_madd16(Block(repeating: 1), sum, r)
    sum = pansecb_madd16(Block(repeating: 1), sum, r)
    let exponent = (unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &+ 127) &<< 23
    return sum * unsafeBitCast(exponent, to: Block.self)
}
