import PanSECB

/// What the network says of a picture, before anything is made of it; arrays are [channels][height][width].
public struct RawOutputs: Equatable, Sendable {
    public let width: Int, height: Int
    /// Stuff classes, "some thing", void; empty where the network has none.
    public var semantic: [Float]
    /// x and y offset before tanh, sigmas, a seed logit for each thing; empty where the network has none.
    public var instance: [Float]

    public init(width: Int, height: Int, semantic: [Float], instance: [Float]) {
        self.width = width
        self.height = height
        self.semantic = semantic
        self.instance = instance
    }

    public var pixels: Int { width * height }

    /// The mean with the outputs of the mirrored picture, mirrored back. Its offsets to the right point to the left
    /// here.
    public func averaged(withMirrored other: RawOutputs) -> RawOutputs {
        var result = self
        func average(_ values: inout [Float], _ mirrored: [Float], negated: Range<Int>) {
            for row in 0..<values.count / width {
                let sign: Float = negated.contains(row / height) ? -1 : 1
                for x in 0..<width {
                    let place = row * width + x
                    values[place] = 0.5 * (values[place] + sign * mirrored[row * width + width - 1 - x])
                }
            }
        }
        average(&result.semantic, other.semantic, negated: 0..<0)
        average(&result.instance, other.instance, negated: 0..<1)
        return result
    }
}
