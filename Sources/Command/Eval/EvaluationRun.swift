import CPanSECB
import Datasets
import Evaluation
import Images
import PanSECB
import Predictions

/// Runs a model over the samples of a split and compares with their labels.
struct EvaluationRun {
    let predictor: Predictor
    var samples: [CityscapesSample]
    var oracle: [Oracle] = []
    var flip = false
    let meaning: IDMeaning

    init(_ predictor: Predictor, _ samples: [CityscapesSample], oracle: [Oracle], flip: Bool) {
        self.predictor = predictor
        self.samples = samples
        self.oracle = oracle
        self.flip = flip
        meaning = IDMeaning(predictor.model.classes)
    }

    /// One picture, what is true of it and what was found.
    struct Scored {
        let sample: CityscapesSample
        let picture: Picture
        let truth: [UInt32]
        let prediction: Prediction
    }

    /// - Parameters:
    ///   - options: nil: the model's.
    ///   - each: called with every picture in order.
    func run(_ options: pansecb_options?, each: (Scored) throws -> Void) throws -> EvaluationResult {
        var result = EvaluationResult(classes: predictor.model.classes)
        for sample in samples {
            let (picture, ids) = try sample.load()
            let prediction = try naming(sample.name) {
                try isPlain
                    ? predictor.segment(picture, options) : predictor.segment(try outputs(picture, ids), options)
            }
            let truth = ids.labels.map(UInt32.init)
            result.add(sample.name, truth, prediction, meaning, isTimed: isPlain)
            try each(Scored(sample: sample, picture: picture, truth: truth, prediction: prediction))
        }
        return result
    }

    /// What many settings make of the same outputs: panoptic quality of each.
    func compare(_ settings: [pansecb_options], finished: () -> Void) throws -> [PanopticQuality] {
        var qualities = [PanopticQuality](repeating: PanopticQuality(), count: settings.count)
        for sample in samples {
            let (picture, ids) = try sample.load(), truth = ids.labels.map(UInt32.init)
            let outputs = try outputs(picture, ids), truths = meaning.segments(of: Set(truth), isTruth: true)
            for (number, options) in settings.enumerated() {
                let panoptic = try predictor.segment(outputs, options).panoptic
                qualities[number].add(
                    truth: truth, truths, prediction: panoptic, meaning.segments(of: Set(panoptic), isTruth: false))
            }
            finished()
        }
        return qualities
    }

    private var isPlain: Bool { oracle.isEmpty && !flip }

    private func outputs(_ picture: Picture, _ ids: LabelMap16) throws -> RawOutputs {
        var outputs = try predictor.outputs(picture, flip: flip)
        for oracle in oracle { oracle.apply(to: &outputs, truth: ids.labels, predictor.model) }
        return outputs
    }
}

/// What an evaluation found.
struct EvaluationResult {
    let classes: [ClassEntry]
    var quality = PanopticQuality()
    var confusion: ConfusionMatrix
    /// In the order of the samples: name and panoptic quality of the picture alone.
    var pictures: [(name: String, pq: Double)] = []
    /// Milliseconds a picture; empty where outputs were changed on the way.
    var network: [Double] = [], clustering: [Double] = [], total: [Double] = []

    init(classes: [ClassEntry]) {
        self.classes = classes
        confusion = ConfusionMatrix(classes: classes.count)
    }

    mutating func add(_ name: String, _ truth: [UInt32], _ prediction: Prediction, _ meaning: IDMeaning, isTimed: Bool)
    {
        let truths = meaning.segments(of: Set(truth), isTruth: true)
        let predictions = meaning.segments(of: Set(prediction.panoptic), isTruth: false)
        var alone = PanopticQuality()
        alone.add(truth: truth, truths, prediction: prediction.panoptic, predictions)
        pictures.append((name, alone.mean(of: classes.indices).pq))
        quality.add(truth: truth, truths, prediction: prediction.panoptic, predictions)
        meaning.add(truth: truth, prediction: prediction.panoptic, to: &confusion)
        guard isTimed else { return }
        let t = prediction.timings
        network.append(Double(t.input + t.encoder + t.semantic + t.instance) / 1e6)
        clustering.append(Double(t.clustering + t.output) / 1e6)
        total.append(Double(t.total) / 1e6)
    }

    func mean(things: Bool? = nil) -> PanopticQuality.Mean {
        quality.mean(of: classes.indices.filter { things == nil || classes[$0].isThing == things })
    }
}
