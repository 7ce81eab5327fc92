import Checkpoints
import Evaluation
import Images
import PanSECB
import Predictions

/// How good a network is on pictures that it did not see.
public struct ValidationResult: Sendable {
    /// Means over the pictures; `iou` is that of the Gaussians.
    public var losses = LossParts()
    public var confusion: ConfusionMatrix
    /// Nil where it was not asked for.
    public var quality: PanopticQuality?
    public var pictures = 0
    public let network: ArchitectureKind

    /// Of the panoptic maps: the class of each pixel, objects count for theirs. Nil for networks without classes.
    public var miou: Double? { network.hasClasses ? confusion.meanIoU ?? 0 : nil }
    /// Nil for networks without objects.
    public var gaussianIoU: Double? { network.hasObjects ? losses.iou : nil }
}

/// One picture with everything that the network says of it.
public struct ValidationPicture {
    public let name: String
    public let width: Int, height: Int
    public let pixels: [UInt8]
    /// Class of each pixel, 255: none.
    public let classes: [UInt8]
    public let panoptic: [UInt32]
    /// Raw outputs, [channels][height][width]: offsets, sigmas, seeds; empty for networks without objects.
    public let instance: [Float]
    public let sigmas: Int, things: Int
}

/// Validates with the inference library itself: what is measured is what the weight file will do.
struct Validation {
    let split: TrainingSplit
    let coding: ClassCoding
    let weights: LossWeights
    let samples: [Int]
    let withQuality: Bool

    /// - Parameter images: pictures at most, spread over the split; 0: all.
    init(_ split: TrainingSplit, _ coding: ClassCoding, _ weights: LossWeights, images: Int, withQuality: Bool) {
        self.split = split
        self.coding = coding
        self.weights = weights
        self.withQuality = withQuality
        let count = split.samples.count, wanted = images > 0 ? min(images, count) : count
        samples = (0..<wanted).map { $0 * count / wanted }
    }

    /// - Parameters:
    ///   - show: called with the first pictures.
    ///   - cancelled: asked between pictures; true ends the validation, which then returns nil.
    func run(
        _ converted: ConvertedModel, threads: Int, context: Context, pictures: Int, show: (ValidationPicture) -> Void,
        cancelled: () -> Bool
    ) throws -> ValidationResult? {
        let file = try converted.encoded(.float32)
        let model = try file.withUnsafeBytes { try Model.load(bytes: $0) }
        let kind = model.architecture.kind
        var result = ValidationResult(
            confusion: ConfusionMatrix(classes: coding.table.classes.count), network: kind)
        if withQuality { result.quality = PanopticQuality() }
        let predictor = Predictor(model, threads: threads)
        let losses = Losses(weights, sigmas: model.architecture.sigmas, context, sharing: Sharing())
        for (number, sample) in samples.enumerated() {
            if cancelled() { return nil }
            let labelled = try split.load(sample), width = labelled.width, height = labelled.height
            let outputs = try predictor.outputs(Picture(width: width, height: height, pixels: labelled.pixels))
            let targets = try coding.targets(width, height, labelled.ids)
            result.losses =
                result.losses + losses.evaluate(outputs.tensors(model.architecture, context.pool), [targets])
            let isShown = number < pictures
            let prediction = try predictor.segment(outputs, withClasses: isShown)
            add(labelled, prediction.panoptic, to: &result)
            if isShown {
                show(
                    ValidationPicture(
                        name: split.samples[sample], width: width, height: height, pixels: labelled.pixels,
                        classes: prediction.classes, panoptic: prediction.panoptic, instance: outputs.instance,
                        sigmas: model.architecture.sigmas, things: model.architecture.things))
            }
        }
        result.pictures = samples.count
        result.losses = result.losses * (1 / Double(max(samples.count, 1)))
        return result
    }

    private func add(_ labelled: Augmenter.Labelled, _ panoptic: [UInt32], to result: inout ValidationResult) {
        var known: [UInt32: Int?] = [:]
        func number(_ id: UInt32) -> Int? {
            if let found = known[id] { return found }
            let found = coding.classOfID(id)
            known[id] = .some(found)
            return found
        }
        var start = 0
        while start < panoptic.count {
            var end = start + 1
            while end < panoptic.count, panoptic[end] == panoptic[start], labelled.ids[end] == labelled.ids[start] {
                end += 1
            }
            result.confusion.add(
                truth: number(UInt32(labelled.ids[start])), prediction: number(panoptic[start]), count: end - start)
            start = end
        }
        guard withQuality else { return }
        let truth = labelled.ids.map(UInt32.init)
        func segments(_ ids: [UInt32], isTruth: Bool) -> [PanopticQuality.Segment] {
            Set(ids).sorted().compactMap { id in
                number(id).map { category in
                    // A thing's bare id is a group that nobody told apart.
                    .init(
                        id: id, category: category,
                        isCrowd: isTruth && !PanopticID(id).isObject && coding.table.classes[category].isThing)
                }
            }
        }
        result.quality?.add(
            truth: truth, segments(truth, isTruth: true), prediction: panoptic, segments(panoptic, isTruth: false))
    }
}

extension RawOutputs {
    /// As the losses take them.
    fileprivate func tensors(_ architecture: Architecture, _ pool: TensorPool) -> TrainableNetwork.Outputs {
        func tensor(_ planes: ArraySlice<Float>, channels: Int) -> Tensor {
            let tensor = pool.take(1, height, width, (channels + 15) / 16 * 16), pixels = width * height
            tensor.values.update(repeating: 0, count: tensor.count)
            planes.withUnsafeBufferPointer { planes in
                for channel in 0..<channels {
                    for pixel in 0..<pixels {
                        tensor.values[pixel * tensor.channels + channel] = planes[channel * pixels + pixel]
                    }
                }
            }
            return tensor
        }
        var outputs = TrainableNetwork.Outputs()
        if architecture.kind.hasClasses {
            outputs.semantic = tensor(semantic[...], channels: architecture.semanticChannels)
        }
        if architecture.kind.hasObjects {
            let offsets = architecture.firstSeed, end = offsets * pixels
            outputs.offsets = tensor(instance[..<end], channels: offsets)
            outputs.seeds = tensor(instance[end...], channels: architecture.things)
        }
        return outputs
    }
}
