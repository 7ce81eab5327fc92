import SplitMix

/// The random numbers of one picture. The same key gives the same numbers on every machine and thread.
struct Chance {
    private var stream: SplitMix64

    init(seed: UInt64, split: String, index: Int) {
        stream = SplitMix64(seed: seed)
        var key = stream.next()
        for byte in split.utf8 { key = (key ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        stream = SplitMix64(seed: key)
        stream = SplitMix64(seed: stream.next() ^ (UInt64(truncatingIfNeeded: index) &* 0xd6e8_feb8_6659_fd93))
        stream = SplitMix64(seed: stream.next())
    }

    mutating func next() -> UInt64 { stream.next() }

    /// 0 ..< 1.
    mutating func unit() -> Float { Float(next() >> 40) * 0x1p-24 }

    mutating func between(_ low: Float, _ high: Float) -> Float { low + (high - low) * unit() }

    /// Equally likely for each factor of two: distances of which the near ones matter.
    mutating func logBetween(_ low: Float, _ high: Float) -> Float { low * exponential(unit() * logarithm(high / low)) }

    mutating func whole(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() >> 33) % (range.upperBound - range.lowerBound + 1)
    }

    mutating func happens(_ probability: Float) -> Bool { unit() < probability }

    mutating func sign() -> Float { happens(0.5) ? 1 : -1 }

    mutating func pick<Item>(_ items: [Item]) -> Item { items[whole(0...items.count - 1)] }

    /// Roughly a standard normal number: the sum of four uniform ones, which is enough for sensor noise.
    mutating func bell() -> Float {
        let bits = next()
        let sum = Int(bits & 0xffff) + Int(bits >> 16 & 0xffff) + Int(bits >> 32 & 0xffff) + Int(bits >> 48)
        return (Float(sum) - 131070) * (1.7320508 / 65536)
    }

    /// A colour whose parts are each moved by up to `amount`.
    mutating func near(_ colour: RGB, _ amount: Float) -> RGB {
        let shade = between(-amount, amount)
        let moved =
            colour + RGB(between(-amount, amount), between(-amount, amount), between(-amount, amount)) * 0.4 + shade
        return moved.clamped(lowerBound: RGB(repeating: 0.01), upperBound: RGB(repeating: 1))
    }
}
