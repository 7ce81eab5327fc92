import CShims
import KernelChecks
import Testing

@testable import PanSECB

/// The layout that `pansecb_split_convolution.weights` documents.
@Suite struct SplitWeightsTests {
    /// [output_blocks][taps][input_channels / 32][upper, lower][16 inputs i][16 outputs][inputs i, i + 16]
    @Test(arguments: [32, 64, 128])
    func eachWeightHasItsPlace(inputs: Int) {
        var random = Random(seed: UInt64(inputs))
        let taps = 3, blocks = 2, groups = inputs / 32
        let filters = Guarded<Float>(16 * blocks * taps * inputs) { _ in
            random.float() * Float(sign: .plus, exponent: random.int(-20...20), significand: 1)
        }
        func filter(_ output: Int, _ tap: Int, _ input: Int) -> Float {
            filters[(output * taps + tap) * inputs + input]
        }
        let count = SplitWeights.count(taps: taps, blocks: blocks, inputs: inputs)
        #expect(count == 2 * blocks * 16 * taps * inputs)
        let weights = Guarded<UInt16>(count, misalignment: 3)
        for block in 0..<blocks {
            for tap in 0..<taps {
                for input in 0..<inputs where input % 32 < 16 {
                    func sixteen(_ input: Int) -> SIMD16<Float> {
                        SIMD16((0..<16).map { filter(16 * block + $0, tap, input) })
                    }
                    SplitWeights.set(
                        sixteen(input), sixteen(input + 16), weights.start, block: block, tap: tap, taps: taps,
                        input: input, inputs: inputs)
                }
            }
        }
        var place = 0
        for (block, tap, group) in triples(blocks, taps, groups) {
            for i in 0..<16 {
                for output in 0..<16 {
                    for half in 0..<2 {
                        let upper = float(weights[place + 32 * i + 2 * output + half])
                        let lower = float(weights[place + 512 + 32 * i + 2 * output + half])
                        expectSplit(filter(16 * block + output, tap, 32 * group + 16 * half + i), upper, lower)
                    }
                }
            }
            place += 1024
        }
        #expect(place == count && weights.guardsHold)
    }

    /// [output_blocks][taps][upper, lower][16 inputs][16 outputs][2 times the same]
    @Test func sixteenInputsAreGivenTwice() {
        var random = Random(seed: 16)
        let taps = 2, blocks = 2
        let filters = Guarded<Float>(16 * blocks * taps * 16) { _ in random.float() }
        let count = SplitWeights.count(taps: taps, blocks: blocks, inputs: 16)
        #expect(count == 4 * blocks * taps * 16 * 16)
        let weights = Guarded<UInt16>(count)
        for (block, tap, input) in triples(blocks, taps, 16) {
            let same = SIMD16<Float>((0..<16).map { filters[((16 * block + $0) * taps + tap) * 16 + input] })
            SplitWeights.set(
                same, same, weights.start, block: block, tap: tap, taps: taps, input: input, inputs: 16)
        }
        for (block, tap, input) in triples(blocks, taps, 16) {
            for output in 0..<16 {
                let place = 1024 * (block * taps + tap) + 32 * input + 2 * output
                let x = filters[((16 * block + output) * taps + tap) * 16 + input]
                for twice in 0..<2 {
                    expectSplit(x, float(weights[place + twice]), float(weights[place + 512 + twice]))
                }
            }
        }
        #expect(weights.guardsHold)
    }

    /// The upper part is the weight rounded to 8 bits, and both together have 16 at least.
    private func expectSplit(_ x: Float, _ upper: Float, _ lower: Float) {
        #expect(abs(x - upper) <= abs(x) * 0x1p-8)
        #expect(abs(x - upper - lower) <= abs(x) * 0x1p-17)
    }

    private func float(_ bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }

    private func triples(_ a: Int, _ b: Int, _ c: Int) -> [(Int, Int, Int)] {
        (0..<a).flatMap { a in (0..<b).flatMap { b in (0..<c).map { (a, b, $0) } } }
    }
}
