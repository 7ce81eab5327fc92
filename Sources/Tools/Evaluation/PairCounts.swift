/// How often pairs of numbers occur. A hash table of its own, because the counting of pixels consists of nothing else.
struct PairCounts {
    private struct Slot {
        var pair: UInt64 = 0
        /// 0: the slot is free.
        var count = 0
    }

    private var slots: [Slot]
    private var used = 0
    private var shift: UInt64

    init() { (slots, shift) = PairCounts.empty(bits: 8) }

    private static func empty(bits: Int) -> ([Slot], UInt64) {
        ([Slot](repeating: Slot(), count: 1 << bits), UInt64(64 - bits))
    }

    /// - Parameter count: at least 1.
    mutating func add(_ a: UInt32, _ b: UInt32, _ count: Int) {
        add(UInt64(a) << 32 | UInt64(b), count)
        // Half full at most: free slots end every search soon.
        if 2 * used > slots.count { grow() }
    }

    private mutating func add(_ pair: UInt64, _ count: Int) {
        // The upper bits of a product with the golden ratio depend on all bits of the pair.
        var index = Int(truncatingIfNeeded: (pair &* 0x9e37_79b9_7f4a_7c15) >> shift)
        let mask = slots.count - 1
        while slots[index].count > 0, slots[index].pair != pair { index = (index + 1) & mask }
        if slots[index].count == 0 {
            slots[index].pair = pair
            used += 1
        }
        slots[index].count += count
    }

    private mutating func grow() {
        let old = slots
        (slots, shift) = PairCounts.empty(bits: 65 - Int(shift))
        used = 0
        for slot in old where slot.count > 0 { add(slot.pair, slot.count) }
    }

    /// In the order of the pairs.
    var sorted: [(a: UInt32, b: UInt32, count: Int)] {
        slots.filter { $0.count > 0 }.sorted { $0.pair < $1.pair }
            .map { (UInt32($0.pair >> 32), UInt32(truncatingIfNeeded: $0.pair), $0.count) }
    }
}
