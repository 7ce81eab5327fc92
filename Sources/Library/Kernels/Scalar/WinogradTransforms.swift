import CShims

/// Point of a frequency; the last is infinity.
private func point(_ tileOutputs: Int, _ frequency: Int) -> Float {
    if frequency == 0 { return 0 }
    let size = Float(
        pansecb_winograd_point(Int32(truncatingIfNeeded: tileOutputs), Int32(truncatingIfNeeded: (frequency - 1) / 2)))
    return frequency % 2 == 1 ? size : -size
}

/// Row f: coefficients of M(x) / (x - a_f), for the last row of M(x), the product of all (x - a).
func inputTransform(_ tileOutputs: Int, _ frequency: Int, _ row: UnsafeMutablePointer<Float>) {
    for i in 0..<tileOutputs + 2 { row[i] = i == 0 ? 1 : 0 }
    for other in 0...tileOutputs where other != frequency {
        let a = point(tileOutputs, other)
        for i in (0..<tileOutputs + 2).reversed() { row[i] = (i == 0 ? 0 : row[i - 1]) - a * row[i] }
    }
}

/// Row i, column f: a_f^i; infinity appears only in the highest power.
func outputTransform(_ tileOutputs: Int, _ i: Int, _ frequency: Int) -> Float {
    if frequency == tileOutputs + 1 { return i == tileOutputs - 1 ? 1 : 0 }
    var power: Float = 1
    for _ in 0..<i { power *= point(tileOutputs, frequency) }
    return power
}
