/// Sorts non-negative floats by their bits, which have the same order. This radix sort is several times as fast as
/// sorting by comparison for the hundreds of thousands of pixels that an object's Gaussian may reach before it has
/// learned its width.
enum DescendingOrder {
    private static let digitBits = 11, digits = 3, buckets = 1 << digitBits

    /// Indices 0 ..< count, the one with the largest value first; equal values in the order of their indices.
    /// - Parameter value: of an index; not negative, not NaN.
    static func indices(_ count: Int, _ value: (Int) -> Float) -> [UInt32] {
        // Inverting the bits puts the largest first. The low half of a key is the index.
        var places = [Int](repeating: 0, count: digits * buckets)
        var keys = [UInt64](unsafeUninitializedCapacity: count) { keys, initialized in
            for index in 0..<count {
                let key = ~value(index).bitPattern
                keys[index] = UInt64(key) << 32 | UInt64(UInt32(truncatingIfNeeded: index))
                for digit in 0..<digits { places[bucket(key, digit)] += 1 }
            }
            initialized = count
        }
        for digit in 0..<digits {
            var before = 0
            for place in digit * buckets..<(digit + 1) * buckets {
                before += places[place]
                places[place] = before - places[place]
            }
        }
        for digit in 0..<digits {
            keys = [UInt64](unsafeUninitializedCapacity: count) { sorted, initialized in
                for key in keys {
                    let bucket = bucket(UInt32(truncatingIfNeeded: key >> 32), digit)
                    sorted[places[bucket]] = key
                    places[bucket] += 1
                }
                initialized = count
            }
        }
        return keys.map { UInt32(truncatingIfNeeded: $0) }
    }

    /// Where the count of keys with this digit is.
    @inline(__always)
    private static func bucket(_ key: UInt32, _ digit: Int) -> Int {
        digit * buckets + Int(truncatingIfNeeded: key >> UInt32(digit * digitBits)) & (buckets - 1)
    }
}
