import CShims

/// Transform of a filter of three taps to the six frequencies of F(4,3), in double precision.
public enum WinogradWeights {
    /// Frequency f of point a is (g0 + g1 a + g2 a^2) / M'(a), with M(x) = x (x^2 - p^2) (x^2 - q^2); that of infinity is g2.
    public static func transform(_ g0: Double, _ g1: Double, _ g2: Double) -> InlineArray<6, Double> {
        let p = PANSECB_WINOGRAD_P, q = PANSECB_WINOGRAD_Q
        let atZero = 1 / (p * p * q * q), atP = 1 / (2 * p * p * (p * p - q * q)), atQ = 1 / (2 * q * q * (q * q - p * p))
        return [
            g0 * atZero,
            (g0 + g1 * p + g2 * p * p) * atP, (g0 - g1 * p + g2 * p * p) * atP,
            (g0 + g1 * q + g2 * q * q) * atQ, (g0 - g1 * q + g2 * q * q) * atQ,
            g2,
        ]
    }
}
