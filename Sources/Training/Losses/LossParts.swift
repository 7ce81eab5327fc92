/// The parts of a batch's loss with their weights, means over its images, and the mean IoU of the Gaussians.
public struct LossParts: Equatable, Sendable {
    /// Weighted cross entropy of the semantic output.
    public var semantic = 0.0
    /// Lovasz hinge of the objects' Gaussians.
    public var lovasz = 0.0
    /// Variance of the sigmas in an object.
    public var variance = 0.0
    /// Regression of the seed maps.
    public var seed = 0.0
    /// Of the Gaussians at 0.5 with their objects; not a part of the loss.
    public var iou = 0.0

    public var embedding: Double { lovasz + variance + seed }
    public var total: Double { semantic + embedding }

    public init() {}

    static func + (a: LossParts, b: LossParts) -> LossParts {
        var sum = a
        sum.semantic += b.semantic
        sum.lovasz += b.lovasz
        sum.variance += b.variance
        sum.seed += b.seed
        sum.iou += b.iou
        return sum
    }

    static func * (a: LossParts, factor: Double) -> LossParts {
        var product = a
        product.semantic *= factor
        product.lovasz *= factor
        product.variance *= factor
        product.seed *= factor
        product.iou *= factor
        return product
    }
}

/// How the parts are weighted.
public struct LossWeights: Sendable {
    /// For each semantic channel; 0: pixels that don't count.
    public var semantic: [Float]
    /// For each seed map.
    public var seed: [Float]
    public var lovaszFactor = 1.0
    public var varianceFactor = 10.0
    public var seedFactor = 1.0
    /// Objects' centres are the means of their pixels, or else of their embeddings.
    public var pullsToCentre = true

    public init(semantic: [Float], seed: [Float]) {
        self.semantic = semantic
        self.seed = seed
    }
}
