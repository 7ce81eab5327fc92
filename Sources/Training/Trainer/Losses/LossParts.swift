import PanSECB

/// The parts of a batch's loss with their weights, means over its images, and the mean IoU of the Gaussians.
public struct LossParts: Equatable, Sendable {
    /// Weighted cross entropy of the semantic output, and Lovasz softmax where it is asked for.
    public var semantic = 0.0
    /// Lovasz hinge of the objects' Gaussians.
    public var lovasz = 0.0
    /// Variance of the sigmas in an object.
    public var variance = 0.0
    /// Regression of the seed maps.
    public var seed = 0.0
    /// Mean IoU of the Gaussians at 0.5 with their objects; not a part of the loss.
    public var iou = 0.0

    public var embedding: Double { lovasz + variance + seed }
    public var total: Double { semantic + embedding }

    public init() {}

    /// All of them.
    var numbers: [Double] { [semantic, lovasz, variance, seed, iou] }

    /// - Parameter numbers: as above; more may follow.
    init(_ numbers: [Double]) {
        (semantic, lovasz, variance, seed, iou) = (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4])
    }

    /// The parts that apply to a network, with their names.
    public func named(for network: ArchitectureKind) -> [(name: String, value: Double)] {
        (network.hasClasses ? [("semantic", semantic)] : [])
            + (network.hasObjects ? [("lovasz", lovasz), ("variance", variance), ("seed", seed)] : [])
    }

    package static func + (a: LossParts, b: LossParts) -> LossParts {
        var sum = a
        sum.semantic += b.semantic
        sum.lovasz += b.lovasz
        sum.variance += b.variance
        sum.seed += b.seed
        sum.iou += b.iou
        return sum
    }

    package static func * (a: LossParts, factor: Double) -> LossParts {
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
    /// For each semantic channel; pixels of channels with 0 do not count.
    public var semantic: [Float]
    /// For each seed map.
    public var seed: [Float]
    /// Share of a teacher in what a labelled pixel should be.
    public var teacherShare = 0.5
    /// Of Lovasz softmax, beside the cross entropy.
    public var semanticLovaszFactor = 0.0
    public var lovaszFactor = 1.0
    public var varianceFactor = 10.0
    public var seedFactor = 1.0
    /// Whether objects' centres are the means of their pixels; otherwise of their embeddings.
    public var pullsToCentre = true
    /// Whether seeds learn to be 0 on pixels that may belong to unknown objects.
    public var seedsOnVoid = true

    public init(semantic: [Float], seed: [Float]) {
        self.semantic = semantic
        self.seed = seed
    }
}

extension LossWeights {
    /// The published weights for crops of Cityscapes around objects.
    public static let cityscapesCrops = LossWeights(
        semantic: [
            3.15260688, 7.30972138, 3.90342899, 10.13544035, 9.85256874, 8.84798197, 10.16290448, 9.78282582,
            4.35870971, 9.63300013, 7.74450984,
            4.01761167, 0,
        ], seed: [8.39668024, 9.8414818, 6.45759122, 9.0720037, 8.98162236, 8.59004596, 9.75674618, 9.61851834])

    /// The published weights for whole pictures.
    public static let cityscapesFine = LossWeights(
        semantic: [
            2.6428655, 7.78222996, 4.02478003, 10.13522688, 9.94484147, 9.57578521, 10.31093128, 10.04195818,
            4.56329034, 9.81163643, 7.16105178,
            6.22400169, 0,
        ], seed: [9.52455428, 10.35256841, 7.11769108, 10.26738037, 10.26032928, 10.27105471, 10.41938415, 10.26141231])
}
