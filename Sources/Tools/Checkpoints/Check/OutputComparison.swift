/// How far one output of the network is from PyTorch's.
public struct OutputComparison: Encodable, Sendable {
    /// `semantic` or `instance`.
    public let output: String
    /// Largest absolute difference of two values; infinite where one is no number.
    public let largestError: Float
    /// Largest absolute value that PyTorch computed.
    public let largestMagnitude: Float
    /// Error by magnitude.
    public var ratio: Float { largestError == 0 ? 0 : largestError / largestMagnitude }

    public init(output: String, expected: [Float], computed: [Float]) {
        self.output = output
        var error: Float = expected.count == computed.count ? 0 : .infinity
        var magnitude: Float = 0
        for (expected, computed) in zip(expected, computed) {
            let difference = abs(expected - computed)
            // Not a number compares as false, and must not pass as no difference.
            error = difference <= error ? error : difference.isNaN ? .infinity : difference
            magnitude = max(magnitude, abs(expected))
        }
        largestError = error
        largestMagnitude = magnitude
    }

    private enum Key: String, CodingKey {
        case output, largestError, largestMagnitude, ratio
    }

    /// JSON has no infinity: an error without limit is left out.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(output, forKey: .output)
        try fields.encodeIfPresent(largestError.isFinite ? largestError : nil, forKey: .largestError)
        try fields.encodeIfPresent(largestMagnitude.isFinite ? largestMagnitude : nil, forKey: .largestMagnitude)
        try fields.encodeIfPresent(ratio.isFinite ? ratio : nil, forKey: .ratio)
    }
}

extension OutputComparison: CustomStringConvertible {
    public var description: String {
        "\(output): largest error \(largestError), \(ratio) of the largest value \(largestMagnitude)"
    }
}
