import PanSECB

/// A tensor of the weight file.
public struct WeightTensor: Sendable {
    public let name: String
    public let shape: [Int]
    /// In PyTorch's order, the last dimension fastest.
    public let values: [Float]
    /// How it is stored, if not as the file's other tensors are.
    public let precision: WeightPrecision?

    public init(name: String, shape: [Int], values: [Float], precision: WeightPrecision? = nil) {
        self.name = name
        self.shape = shape
        self.values = values
        self.precision = precision
    }
}
