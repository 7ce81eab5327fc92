/// How far a layer's output in the quantised model is from that in float, over some pictures.
public struct LayerError: Sendable {
    /// The layer, or the last of several that run as one.
    public let name: String
    private var largestError: Float = 0, largest: Float = 0
    private var squaredError = 0.0, squares = 0.0
    private var clipped = 0, count = 0

    init(name: String) { self.name = name }

    /// Of the largest number.
    public var worst: Double { largest > 0 ? Double(largestError / largest) : 0 }
    /// Of the root of the mean square.
    public var rms: Double { squares > 0 ? (squaredError / squares).squareRoot() : 0 }
    /// Share of numbers at the end of the range.
    public var clippedShare: Double { count > 0 ? Double(clipped) / Double(count) : 0 }

    /// - Parameter scale: the value of a step.
    mutating func add(_ bytes: UnsafePointer<UInt8>, scale: Float, expected: [Float]) {
        for (i, value) in expected.enumerated() {
            let error = Float(bytes[i]) * scale - value
            largestError = max(largestError, abs(error))
            largest = max(largest, abs(value))
            squaredError += Double(error * error)
            squares += Double(value * value)
            if bytes[i] == 255 { clipped += 1 }
        }
        count += expected.count
    }
}
