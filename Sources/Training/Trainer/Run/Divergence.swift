/// Tells a training that has gone wrong for good from one that learns. A single bad epoch says nothing: at first the
/// running statistics of batch normalisation lag behind the weights, and a rise of the learning rate shakes any
/// network.
struct Divergence: Codable, Equatable {
    /// A loss so many times that of the first step is none that a network of any use has.
    static let factor = 100.0
    /// Epochs, or validations, in a row that must be bad.
    static let epochs = 2
    /// For the objects, which may come late: epochs and steps in a row.
    static let epochsWithoutObjects = 3, stepsWithoutObjects = 50
    /// Share of the best IoU below which there is as good as none.
    static let lostShare = 0.02

    /// The loss of the first step, when nothing was learned yet, but not less than 1.
    private(set) var reference: Double?
    /// The best IoU of the Gaussians in an epoch, or in the first step.
    private(set) var iou = 0.0
    private(set) var trainings = 0, validations = 0
    private(set) var lostEpochs = 0, lostSteps = 0

    /// Whether one can count on from these numbers.
    var isSound: Bool { [trainings, validations, lostEpochs, lostSteps].allSatisfy((0...1 << 40).contains) }

    /// Each step is told; the first one counts.
    mutating func add(_ step: LossParts, _ weights: LossWeights) {
        guard reference == nil else { return }
        reference = max(step.total, 1)
        iou = Divergence.iou(step, weights) ?? 0
    }

    /// What is wrong at the end of an epoch; nil: nothing for sure.
    /// - Parameter losses: means over the epoch.
    mutating func problem(_ losses: LossParts, validation: LossParts?, steps: Int, _ weights: LossWeights) -> String? {
        let reference = reference ?? 1, limit = reference * Divergence.factor
        func isBad(_ losses: LossParts) -> Bool { !(losses.total <= limit) }
        trainings = isBad(losses) ? trainings + 1 : 0
        if let validation { validations = isBad(validation) ? validations + 1 : 0 }
        let own = Divergence.iou(losses, weights)
        iou = max(iou, own ?? 0)
        let isLost = own.map { $0 < iou * Divergence.lostShare } ?? false
        (lostEpochs, lostSteps) = isLost ? (lostEpochs + 1, lostSteps + steps) : (0, 0)

        func text(_ what: String, _ loss: Double) -> String {
            "the \(what) loss is \(Divergence.number(loss)), \(Divergence.epochs) times in a row more than "
                + "\(Int(Divergence.factor)) times that of the first step, \(Divergence.number(reference))"
        }
        if trainings >= Divergence.epochs { return text("training", losses.total) }
        if let validation, validations >= Divergence.epochs { return text("validation", validation.total) }
        if lostEpochs >= Divergence.epochsWithoutObjects, lostSteps >= Divergence.stepsWithoutObjects {
            return "the Gaussians have left their objects for \(lostEpochs) epochs: the IoU is "
                + "\(Divergence.number(own ?? 0)), and was \(Divergence.number(iou))"
        }
        return nil
    }

    /// The IoU of images with objects. Both numbers are means over all images, with 0 for those without objects; the
    /// hinge is 2 for objects without a Gaussian, so that half of it is the share of images with objects at most. Nil:
    /// there are no objects.
    private static func iou(_ losses: LossParts, _ weights: LossWeights) -> Double? {
        guard losses.lovasz > 0, weights.lovaszFactor > 0 else { return nil }
        return min(1, losses.iou / (losses.lovasz / weights.lovaszFactor / 2))
    }

    private static func number(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e9 else { return "\(value)" }
        return "\((value * 1e4).rounded() / 1e4)"
    }
}
