import SplitMix
import Testing

@testable import PanSECB

/// Half precision, against the compiler's own.
@Suite struct HalfTests {
    @Test func widensEveryValue() {
        for bits in UInt16.min...UInt16.max {
            let expected = Float(Float16(bitPattern: bits)), value = Half.float(bits: bits)
            // All that is not a number becomes one kind of it, of either sign.
            let bits = expected.isNaN ? expected.bitPattern & 0x8000_0000 | 0x7fc0_0000 : expected.bitPattern
            #expect(value.bitPattern == bits)
        }
    }

    @Test func roundsToNearestEven() {
        var wrong = 0
        func check(_ value: Float) {
            if Half.bits(value) != Float16(value).bitPattern { wrong += 1 }
        }
        // Every half, the middle to the next one, and its neighbours.
        for bits in UInt16(0)..<0x7C00 {
            let value = Float(Float16(bitPattern: bits)), next = Float(Float16(bitPattern: bits + 1))
            let middle = next.isFinite ? (value + next) / 2 : 65520
            for value in [value, middle, middle.nextUp, middle.nextDown] {
                check(value)
                check(-value)
            }
        }
        var random = SplitMix64(seed: 1)
        for _ in 0..<200_000 {
            let value = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
            if !value.isNaN { check(value) }
        }
        #expect(wrong == 0)
        #expect(Half.float(bits: Half.bits(.nan)).isNaN)
    }
}
