/// Noise made of integer hashes, so that tests make the same bits as `Tests/Golden/make/hashing.py` instead of reading
/// them.
package struct HashNoise {
    private let seed: UInt32

    /// Noise of its own for each name: the seed is FNV-1a of its bytes.
    package init(_ name: String) {
        seed = name.utf8.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
    }

    package subscript(index: Int) -> UInt32 {
        HashNoise.mix(HashNoise.mix(UInt32(truncatingIfNeeded: index)) ^ seed)
    }

    /// Floats between low and high, of 24-bit resolution. Computed in double precision and rounded once: so every
    /// machine gets the same.
    package func uniform(_ count: Int, _ low: Double, _ high: Double) -> [Float] {
        (0..<count).map { Float(low + (high - low) * (Double(self[$0] >> 8) * 0x1p-24)) }
    }

    /// A bijection in which every input bit changes half of the output bits.
    private static func mix(_ x: UInt32) -> UInt32 {
        var x = x
        x ^= x >> 16
        x = x &* 0x7FEB_352D
        x ^= x >> 15
        x = x &* 0x846C_A68B
        return x ^ x >> 16
    }
}
