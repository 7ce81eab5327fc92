/// A tensor of the weight file.
public struct WeightTensor: Sendable {
    public let name: String
    public let shape: [Int]
    /// In PyTorch's order, the last dimension fastest.
    public let values: [Float]
}
