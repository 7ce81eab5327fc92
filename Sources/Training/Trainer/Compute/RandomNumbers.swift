/// SplitMix64 (Steele et al., 2014): a stream of random numbers whose whole state is one word, and a hash of words.
public struct RandomNumbers: RandomNumberGenerator, Sendable {
    public var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// A stream of its own for each combination of words, e.g. seed, epoch and number of the sample.
    public init(_ words: UInt64...) { state = RandomNumbers.hash(words) }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return RandomNumbers.mix(state)
    }

    /// 0 ..< 1.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    public mutating func uniform(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// 0 ..< bound.
    public mutating func below(_ bound: Int) -> Int { min(Int(uniform() * Double(bound)), bound - 1) }

    /// 0 ..< 1, a function of the words.
    static func uniform(_ words: UInt64...) -> Double { Double(hash(words) >> 11) * 0x1p-53 }

    private static func hash(_ words: [UInt64]) -> UInt64 {
        words.reduce(0x243F_6A88_85A3_08D3) { mix(($0 ^ $1) &+ 0x9E37_79B9_7F4A_7C15) }
    }

    fileprivate static func mix(_ word: UInt64) -> UInt64 {
        var z = word
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

extension RandomNumbers {
    /// A word for a text.
    static func word(_ text: String) -> UInt64 { text.utf8.reduce(0) { mix($0 ^ UInt64($1)) } }
}
