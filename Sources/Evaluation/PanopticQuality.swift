/// Panoptic quality (Kirillov et al., CVPR 2019) as Cityscapes and COCO compute it.
public struct PanopticQuality: Equatable, Sendable {
    /// A segment of the truth or of a prediction.
    public struct Segment: Sendable {
        /// Its number in the map of pixels; 0 is void.
        public var id: UInt32
        /// Its class, a number of the caller's.
        public var category: Int
        /// Objects that are not told apart; truth only.
        public var isCrowd: Bool

        public init(id: UInt32, category: Int, isCrowd: Bool = false) {
            self.id = id
            self.category = category
            self.isCrowd = isCrowd
        }
    }

    /// Counts of a class.
    public struct Counts: Equatable, Sendable {
        public var truePositives = 0, falsePositives = 0, falseNegatives = 0
        /// Sum of the matches' IoU.
        public var iou = 0.0

        public init() {}

        static func += (sum: inout Counts, other: Counts) {
            sum.truePositives += other.truePositives
            sum.falsePositives += other.falsePositives
            sum.falseNegatives += other.falseNegatives
            sum.iou += other.iou
        }

        var isEmpty: Bool { truePositives + falsePositives + falseNegatives == 0 }
        public var sq: Double { truePositives == 0 ? 0 : iou / Double(truePositives) }
        public var rq: Double {
            isEmpty ? 0 : Double(truePositives) / (Double(truePositives) + 0.5 * Double(falsePositives) + 0.5 * Double(falseNegatives))
        }
        public var pq: Double {
            isEmpty ? 0 : iou / (Double(truePositives) + 0.5 * Double(falsePositives) + 0.5 * Double(falseNegatives))
        }
    }

    public private(set) var categories: [Int: Counts] = [:]

    public init() {}

    /// Adds what others counted. In one order, sums round alike each time.
    public mutating func add(_ other: PanopticQuality) {
        for (category, counts) in other.categories { categories[category, default: Counts()] += counts }
    }

    /// Adds an image: maps of segment numbers of the same size, and what the numbers mean. Numbers without a segment count as void.
    public mutating func add(truth: [UInt32], _ truthSegments: [Segment], prediction: [UInt32], _ predictedSegments: [Segment]) {
        let truths = Dictionary(truthSegments.map { ($0.id, $0) }) { first, _ in first }
        let predictions = Dictionary(predictedSegments.map { ($0.id, $0) }) { first, _ in first }
        var truthAreas: [UInt32: Int] = [:], predictedAreas: [UInt32: Int] = [:], common: [UInt64: Int] = [:]
        forEachRun(truth, prediction) { truth, prediction, count in
            let t = truths[truth] == nil ? 0 : truth, p = predictions[prediction] == nil ? 0 : prediction
            truthAreas[t, default: 0] += count
            predictedAreas[p, default: 0] += count
            common[UInt64(t) << 32 | UInt64(p), default: 0] += count
        }
        var matchedTruths: Set<UInt32> = [], matchedPredictions: Set<UInt32> = []
        // In the order of the ids, so that sums round alike each time.
        for (pair, area) in common.sorted(by: { $0.key < $1.key }) {
            let t = UInt32(pair >> 32), p = UInt32(truncatingIfNeeded: pair)
            guard let truth = truths[t], let prediction = predictions[p], !truth.isCrowd, truth.category == prediction.category else { continue }
            let void = common[UInt64(p)] ?? 0
            let iou = Double(area) / Double((truthAreas[t] ?? 0) + (predictedAreas[p] ?? 0) - area - void)
            guard iou > 0.5 else { continue }
            categories[truth.category, default: Counts()].truePositives += 1
            categories[truth.category, default: Counts()].iou += iou
            matchedTruths.insert(t)
            matchedPredictions.insert(p)
        }
        var crowds: [Int: UInt32] = [:]
        for truth in truthSegments where truthAreas[truth.id] != nil {
            if truth.isCrowd {
                crowds[truth.category] = truth.id
            } else if !matchedTruths.contains(truth.id) {
                categories[truth.category, default: Counts()].falseNegatives += 1
            }
        }
        for prediction in predictedSegments where !matchedPredictions.contains(prediction.id) {
            guard let area = predictedAreas[prediction.id] else { continue }
            var ignored = common[UInt64(prediction.id)] ?? 0
            if let crowd = crowds[prediction.category] { ignored += common[UInt64(crowd) << 32 | UInt64(prediction.id)] ?? 0 }
            // What lies mostly on void or on a crowd of its class is not wrong.
            if Double(ignored) / Double(area) > 0.5 { continue }
            categories[prediction.category, default: Counts()].falsePositives += 1
        }
    }

    private func forEachRun(_ truth: [UInt32], _ prediction: [UInt32], _ body: (UInt32, UInt32, Int) -> Void) {
        var start = 0
        let count = min(truth.count, prediction.count)
        while start < count {
            var end = start + 1
            while end < count, truth[end] == truth[start], prediction[end] == prediction[start] { end += 1 }
            body(truth[start], prediction[start], end - start)
            start = end
        }
    }

    public struct Mean: Equatable, Sendable {
        public var pq = 0.0, sq = 0.0, rq = 0.0
        /// Classes that count.
        public var classes = 0
    }

    /// Mean over the given classes that occur in truth or prediction.
    public func mean(of wanted: some Sequence<Int>) -> Mean {
        var mean = Mean()
        for category in wanted {
            guard let counts = categories[category], !counts.isEmpty else { continue }
            mean.classes += 1
            mean.pq += counts.pq
            mean.sq += counts.sq
            mean.rq += counts.rq
        }
        guard mean.classes > 0 else { return mean }
        mean.pq /= Double(mean.classes)
        mean.sq /= Double(mean.classes)
        mean.rq /= Double(mean.classes)
        return mean
    }
}
