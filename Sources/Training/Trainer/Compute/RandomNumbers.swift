import SplitMix

/// The random numbers of a training, and a hash of words.
public struct RandomNumbers: RandomNumberGenerator, Sendable {
    private var stream: SplitMix64

    public init(seed: UInt64) { stream = SplitMix64(seed: seed) }

    /// A separate stream for each combination of words, e.g. seed, epoch and number of the sample.
    public init(_ words: UInt64...) { self.init(seed: RandomNumbers.hash(words)) }

    public mutating func next() -> UInt64 { stream.next() }

    /// 0 ..< 1.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    public mutating func uniform(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// 0 ..< bound.
    public mutating func below(_ bound: Int) -> Int { min(Int(uniform() * Double(bound)), bound - 1) }

    /// A number in 0 ..< 1, as a function of the words.
    static func uniform(_ words: UInt64...) -> Double { Double(hash(words) >> 11) * 0x1p-53 }

    private static func hash(_ words: [UInt64]) -> UInt64 {
        words.reduce(0x243F_6A88_85A3_08D3) { SplitMix64.mix(($0 ^ $1) &+ SplitMix64.step) }
    }
}

extension RandomNumbers {
    /// A word for a text.
    static func word(_ text: String) -> UInt64 { text.utf8.reduce(0) { SplitMix64.mix($0 ^ UInt64($1)) } }
}
