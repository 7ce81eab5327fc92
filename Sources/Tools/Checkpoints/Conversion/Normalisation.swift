/// Batch normalisation as it acts when a network is used: each channel times a scale plus a shift.
struct Normalisation {
    /// The networks' own, not PyTorch's default.
    static let epsilon = 1e-3

    let scale: [Double]
    let shift: [Double]

    /// y = (x - mean) / sqrt(variance + epsilon) * weight + bias.
    init(weight: [Float], bias: [Float], mean: [Float], variance: [Float]) {
        scale = zip(weight, variance).map { Double($0) / (Double($1) + Normalisation.epsilon).squareRoot() }
        shift = zip(zip(bias, mean), scale).map { Double($0.0) - Double($0.1) * $1 }
    }

    /// Leaves every channel as it is.
    init(identity channels: Int) {
        scale = [Double](repeating: 1, count: channels)
        shift = [Double](repeating: 0, count: channels)
    }
}
