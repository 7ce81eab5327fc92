@testable import Training

/// Weights made of hashes from which training can start: the twin of `Tests/Golden/training_weights.py`.
struct HashTraining {
    let name: String

    /// Values of a parameter or statistic of this path, e.g. `conv.weight`; `weightShape` is that of the convolution it belongs to.
    func values(_ path: String, shape: [Int], weightShape: [Int]) -> [Float] {
        let count = shape.reduce(1, *), noise = HashNoise("\(name) \(path)"), part = path.split(separator: ".").last ?? ""
        func uniform(_ low: Double, _ high: Double) -> [Float] { noise.uniform(count, low, high) }
        if part == "running_mean" { return uniform(-0.1, 0.1) }
        if part == "running_var" { return uniform(0.25, 1) }
        if path.contains("bn") { return part == "weight" ? uniform(0.75, 1.25) : uniform(-0.125, 0.125) }
        let bound = 1 / Double(weightShape.dropFirst().reduce(1, *)).squareRoot()
        if part == "weight" { return uniform(-bound, bound) }
        // Biases keep away from 0.
        return uniform(-bound / 2, bound / 2).map { $0 + ($0.sign == .minus ? -Float(bound / 2) : Float(bound / 2)) }
    }
}
