import CShims

/// Transform of a filter of three taps to the frequencies of F(4,3) or F(6,3), in double precision.
public enum WinogradWeights {
    /// Frequency f of point a is (g0 + g1 a + g2 a^2) / M'(a), with M(x) the product of all (x - a); that of infinity
    /// is g2. There are two more frequencies than outputs of a tile (4 or 6); the rest are zero.
    public static func transform(_ g0: Double, _ g1: Double, _ g2: Double, tileOutputs: Int) -> InlineArray<8, Double> {
        var frequencies = InlineArray<8, Double>(repeating: 0)
        for frequency in 0...tileOutputs {
            let a = point(frequency, tileOutputs)
            var slope = 1.0
            for other in 0...tileOutputs where other != frequency { slope *= a - point(other, tileOutputs) }
            frequencies[frequency] = (g0 + g1 * a + g2 * a * a) / slope
        }
        frequencies[tileOutputs + 1] = g2
        return frequencies
    }

    private static func point(_ frequency: Int, _ tileOutputs: Int) -> Double {
        if frequency == 0 { return 0 }
        let size = pansecb_winograd_point(
            Int32(truncatingIfNeeded: tileOutputs), Int32(truncatingIfNeeded: (frequency - 1) / 2))
        return frequency % 2 == 1 ? size : -size
    }
}
