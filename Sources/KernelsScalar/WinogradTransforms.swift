import CShims

/// Row f, column i: coefficient of x^i in M(x) / (x - a_f), for the last row in M(x) = x (x^2 - p^2) (x^2 - q^2).
func inputTransform(_ frequency: Int, _ i: Int) -> Float {
    let p = Float(PANSECB_WINOGRAD_P), q = Float(PANSECB_WINOGRAD_Q)
    let pp = p * p, qq = q * q
    switch frequency {
    case 0: return coefficient(i, pp * qq, 0, -(pp + qq), 0, 1, 0)
    case 1: return coefficient(i, 0, -p * qq, -qq, p, 1, 0)
    case 2: return coefficient(i, 0, p * qq, -qq, -p, 1, 0)
    case 3: return coefficient(i, 0, -q * pp, -pp, q, 1, 0)
    case 4: return coefficient(i, 0, q * pp, -pp, -q, 1, 0)
    default: return coefficient(i, 0, pp * qq, 0, -(pp + qq), 0, 1)
    }
}

/// Row i, column f: a_f^i; infinity counts in the highest power only.
func outputTransform(_ i: Int, _ frequency: Int) -> Float {
    let p = Float(PANSECB_WINOGRAD_P), q = Float(PANSECB_WINOGRAD_Q)
    let point = coefficient(frequency, 0, p, -p, q, -q, 0)
    if frequency == 5 { return i == 3 ? 1 : 0 }
    var power: Float = 1
    for _ in 0..<i { power *= point }
    return power
}

private func coefficient(_ i: Int, _ a: Float, _ b: Float, _ c: Float, _ d: Float, _ e: Float, _ f: Float) -> Float {
    switch i {
    case 0: return a
    case 1: return b
    case 2: return c
    case 3: return d
    case 4: return e
    default: return f
    }
}
