/// Which segment of a prediction is which of the truth, in one image, and which have no partner: by the rule of
/// panoptic quality, so that the numbers are those that `PanopticQuality` counts.
public struct SegmentMatches: Equatable, Sendable {
    public struct Pair: Equatable, Sendable {
        public var truth: UInt32
        public var prediction: UInt32
        public var iou: Double

        public init(truth: UInt32, prediction: UInt32, iou: Double) {
            self.truth = truth
            self.prediction = prediction
            self.iou = iou
        }
    }

    /// Same class, and an IoU above a half, void left out; in the order of the truth's numbers.
    public private(set) var pairs: [Pair] = []
    /// Segments of the truth that nothing matches: the false negatives.
    public private(set) var missed: Set<UInt32> = []
    /// Segments of the prediction that match nothing: the false positives. What lies mostly on void or on a crowd of
    /// its class is none.
    public private(set) var falsePositives: Set<UInt32> = []

    /// Maps of segment numbers of the same size, and what the numbers mean. Numbers without a segment count as void.
    public init(
        truth: [UInt32], _ truthSegments: [PanopticQuality.Segment], prediction: [UInt32],
        _ predictedSegments: [PanopticQuality.Segment]
    ) {
        self.init(
            Overlap(truth: SegmentRuns(truth), prediction: SegmentRuns(prediction)), truth: truthSegments,
            prediction: predictedSegments)
    }

    /// The same from what the maps have in common.
    public init(
        _ all: Overlap, truth truthSegments: [PanopticQuality.Segment],
        prediction predictedSegments: [PanopticQuality.Segment]
    ) {
        let truths = Dictionary(truthSegments.map { ($0.id, $0) }) { first, _ in first }
        let predictions = Dictionary(predictedSegments.map { ($0.id, $0) }) { first, _ in first }
        let overlap = all.knowing(truth: { truths[$0] != nil }, prediction: { predictions[$0] != nil })
        for pair in overlap.pairs {
            let (t, p) = (pair.truth, pair.prediction)
            guard let truth = truths[t], let prediction = predictions[p], !truth.isCrowd,
                truth.category == prediction.category
            else { continue }
            let union = overlap.truthArea(t) + overlap.predictedArea(p) - pair.area - overlap.common(0, p)
            let iou = Double(pair.area) / Double(union)
            if iou > 0.5 { pairs.append(Pair(truth: t, prediction: p, iou: iou)) }
        }
        missed = Set(truths.values.filter { !$0.isCrowd && overlap.truthArea($0.id) > 0 }.map(\.id)).subtracting(
            pairs.map(\.truth))
        var crowds: [Int: UInt32] = [:]
        for truth in truthSegments where truth.isCrowd && overlap.truthArea(truth.id) > 0 {
            crowds[truth.category] = truth.id
        }
        let alone = Set(predictions.keys.filter { overlap.predictedArea($0) > 0 }).subtracting(pairs.map(\.prediction))
        falsePositives = alone.filter { id in
            let crowd = predictions[id].flatMap { crowds[$0.category] }
            let ignored = overlap.common(0, id) + (crowd.map { overlap.common($0, id) } ?? 0)
            return 2 * ignored <= overlap.predictedArea(id)
        }
    }
}
