/// SplitMix64 (Steele et al., 2014): random numbers whose whole state is one word, the same on every machine.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    @usableFromInline var state: UInt64

    @inlinable public init(seed: UInt64) { state = seed }

    @inlinable public mutating func next() -> UInt64 {
        state &+= SplitMix64.step
        return SplitMix64.mix(state)
    }

    /// What the state grows by.
    @inlinable public static var step: UInt64 { 0x9e37_79b9_7f4a_7c15 }

    /// A bijection in which every input bit changes half of the output bits: a hash of a word.
    @inlinable public static func mix(_ word: UInt64) -> UInt64 {
        var z = word
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }
}
