import Testing

@testable import Training

@Suite struct DescendingOrderTests {
    /// The sort of the standard library is stable.
    private func byComparison(_ values: [Float]) -> [UInt32] {
        values.indices.sorted { values[$0] > values[$1] }.map(UInt32.init)
    }

    @Test(arguments: [0, 1, 2, 3, 100, 5000]) func equalsASortByComparison(count: Int) {
        var random = RandomNumbers(seed: UInt64(count))
        let values = (0..<count).map { _ in Float.random(in: 0...2, using: &random) }
        #expect(DescendingOrder.indices(count) { values[$0] } == byComparison(values))
    }

    @Test func equalValuesKeepTheirOrder() {
        var random = RandomNumbers(seed: 7)
        let values = (0..<3000).map { _ in Float(Int.random(in: 0...4, using: &random)) / 2 }
        #expect(DescendingOrder.indices(values.count) { values[$0] } == byComparison(values))
    }

    /// Values that differ in one of the sort's digits only, and the ends of the range.
    @Test func allDigitsCount() {
        let bits: [UInt32] =
            (0..<31).map { 1 << UInt32($0) } + [
                0, 0x7F7F_FFFF, 0x7F80_0000, 0x3F80_0000, 0x3F80_0001, 0x3F80_0800, 0x4000_0000,
            ]
        let values = bits.map { Float(bitPattern: $0) }
        #expect(DescendingOrder.indices(values.count) { values[$0] } == byComparison(values))
    }
}
