/// Batch normalisation as it acts when a network is used: each channel times a scale plus a shift.
public struct Normalisation {
    /// The networks' own, not PyTorch's default.
    public static let epsilon = 1e-3
    /// The variance with which a channel of weight 1, bias 0 and mean 0 stays as it is, exactly: in 32 bits its sum
    /// with epsilon is 1, and in double precision so near to 1 that products with any weight round to the weight.
    static let identityVariance = 1 - Float(epsilon)

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
