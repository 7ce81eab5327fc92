import CPanSECB
import Checkpoints
import Datasets
import Evaluation
import Foundation
import Images
import PanSECB
import Predictions
import Ranks

/// Runs a model over the samples of a split and compares with their labels.
struct EvaluationRun {
    let predictor: Predictor
    var samples: [CityscapesSample]
    var oracle: [Oracle] = []
    var flip = false
    /// Those of the model; of one without objects, those of which the labels have objects are things too.
    let classes: [ClassEntry]
    let meaning: IDMeaning
    /// What the label ids of the data set stand for; nil: for the model's classes.
    let labels: ClassTable?
    let ranks: Ranks

    init(
        _ predictor: Predictor, _ samples: [CityscapesSample], oracle: [Oracle], flip: Bool, labels: ClassTable? = nil,
        ranks: Ranks = Ranks()
    ) {
        self.labels = labels
        self.ranks = ranks
        self.predictor = predictor
        self.samples = samples
        self.oracle = oracle
        self.flip = flip
        let model = predictor.model
        classes = model.architecture.kind.hasObjects ? model.classes : ClassTable.withThings(model.classes)
        meaning = IDMeaning(classes, otherLabels: labels?.otherLabels ?? [:])
    }

    private func load(_ sample: CityscapesSample) throws -> (Picture, LabelMap16) {
        let (picture, ids) = try sample.load()
        guard let labels else { return (picture, ids) }
        return (
            picture,
            try LabelMap16(width: ids.width, height: ids.height, labels: ids.labels.map(labels.ownID))
        )
    }

    /// One picture, what is true of it and what was found.
    struct Scored {
        let sample: CityscapesSample
        let picture: Picture
        let truth: [UInt32]
        let prediction: Prediction
    }

    /// Each rank does every so many pictures; all have the result.
    /// - Parameters:
    ///   - options: nil: the model's.
    ///   - each: called with every picture of this rank in order.
    func run(_ options: pansecb_options?, each: (Scored) throws -> Void) throws -> EvaluationResult {
        let own = try ownSamples.map { sample in
            let (picture, ids) = try load(sample)
            let prediction = try naming(sample.name) {
                try isPlain
                    ? predictor.segment(picture, options)
                    : predictor.segment(try outputs(picture, ids), options)
                        .scaled(toWidth: picture.width, height: picture.height)
            }
            let truth = ids.labels.map(UInt32.init)
            try each(Scored(sample: sample, picture: picture, truth: truth, prediction: prediction))
            return PictureResult(sample.name, truth, prediction, meaning, isTimed: isPlain)
        }
        var result = EvaluationResult(classes: classes, kind: predictor.model.architecture.kind)
        try inOrder(own).forEach { result.add($0) }
        return result
    }

    /// What many settings make of the same outputs: panoptic quality of each.
    func compare(_ settings: [pansecb_options], finished: () -> Void) throws -> [PanopticQuality] {
        let own = try ownSamples.map { sample in
            let (picture, ids) = try load(sample), truth = ids.labels.map(UInt32.init)
            let outputs = try outputs(picture, ids), truths = meaning.segments(of: Set(truth), isTruth: true)
            let qualities = try settings.map { options in
                let panoptic = try predictor.segment(outputs, options)
                    .scaled(toWidth: picture.width, height: picture.height).panoptic
                var quality = PanopticQuality()
                quality.add(
                    truth: truth, truths, prediction: panoptic, meaning.segments(of: Set(panoptic), isTruth: false))
                return quality
            }
            finished()
            return qualities
        }
        var sums = [PanopticQuality](repeating: PanopticQuality(), count: settings.count)
        for qualities in try inOrder(own) {
            for (number, quality) in qualities.enumerated() { sums[number].add(quality) }
        }
        return sums
    }

    /// Those that this rank does.
    var ownSamples: [CityscapesSample] { ranks.own(samples) }

    /// What all ranks found of their pictures, in the order of the pictures.
    private func inOrder<Found: Codable>(_ own: [Found]) throws -> [Found] {
        let all = try ranks.gather(try JSONEncoder().encode(own)).map {
            try JSONDecoder().decode([Found].self, from: $0)
        }
        return samples.indices.map { all[$0 % ranks.count][$0 / ranks.count] }
    }

    private var isPlain: Bool { oracle.isEmpty && !flip }

    /// At the size at which the network sees the picture.
    private func outputs(_ picture: Picture, _ ids: LabelMap16) throws -> RawOutputs {
        var outputs = try predictor.outputs(picture, flip: flip)
        let truth = ids.resized(width: outputs.width, height: outputs.height).labels
        for oracle in oracle { oracle.apply(to: &outputs, truth: truth, predictor.model) }
        return outputs
    }
}

/// What an evaluation found in a picture.
struct PictureResult: Codable {
    struct Milliseconds: Codable {
        let network: Double, clustering: Double, total: Double
    }

    let name: String
    /// Whether the network saw it at another size.
    let isScaled: Bool
    /// Whether `max_attempts` ended the search for objects.
    let isCutShort: Bool
    private(set) var quality = PanopticQuality()
    private(set) var confusion: ConfusionMatrix
    /// Nil where outputs were changed on the way.
    let milliseconds: Milliseconds?

    init(_ name: String, _ truth: [UInt32], _ prediction: Prediction, _ meaning: IDMeaning, isTimed: Bool) {
        self.name = name
        isScaled = prediction.isScaled
        isCutShort = prediction.isCutShort
        quality.add(
            truth: truth, meaning.segments(of: Set(truth), isTruth: true), prediction: prediction.panoptic,
            meaning.segments(of: Set(prediction.panoptic), isTruth: false))
        confusion = ConfusionMatrix(classes: meaning.classes)
        meaning.add(truth: truth, prediction: prediction.panoptic, to: &confusion)
        let t = prediction.timings
        milliseconds =
            isTimed
            ? Milliseconds(
                network: Double(t.input + t.encoder + t.semantic + t.instance) / 1e6,
                clustering: Double(t.clustering + t.output) / 1e6, total: Double(t.total) / 1e6) : nil
    }
}

/// What an evaluation found.
struct EvaluationResult {
    let classes: [ClassEntry]
    let kind: ArchitectureKind
    var quality = PanopticQuality()
    var confusion: ConfusionMatrix
    /// In the order of the samples: name and panoptic quality of the picture alone.
    var pictures: [(name: String, pq: Double)] = []
    /// Pictures that the network saw at another size.
    var scaled = 0
    /// Pictures in which `max_attempts` ended the search for objects.
    var cutShort = 0
    /// Milliseconds a picture; empty where outputs were changed on the way.
    var network: [Double] = [], clustering: [Double] = [], total: [Double] = []

    init(classes: [ClassEntry], kind: ArchitectureKind) {
        self.classes = classes
        self.kind = kind
        confusion = ConfusionMatrix(classes: classes.count)
    }

    mutating func add(_ picture: PictureResult) {
        pictures.append((picture.name, picture.quality.mean(of: classes.indices).pq))
        quality.add(picture.quality)
        confusion += picture.confusion
        if picture.isScaled { scaled += 1 }
        if picture.isCutShort { cutShort += 1 }
        guard let times = picture.milliseconds else { return }
        network.append(times.network)
        clustering.append(times.clustering)
        total.append(times.total)
    }

    func mean(things: Bool? = nil) -> PanopticQuality.Mean {
        quality.mean(of: classes.indices.filter { things == nil || classes[$0].isThing == things })
    }
}
