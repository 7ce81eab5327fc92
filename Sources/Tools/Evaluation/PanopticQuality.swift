/// Panoptic quality (Kirillov et al., CVPR 2019) as Cityscapes and COCO compute it.
public struct PanopticQuality: Codable, Equatable, Sendable {
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
    public struct Counts: Codable, Equatable, Sendable {
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
            isEmpty
                ? 0
                : Double(truePositives)
                    / (Double(truePositives) + 0.5 * Double(falsePositives) + 0.5 * Double(falseNegatives))
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

    /// Adds an image: maps of segment numbers of the same size, and what the numbers mean. Numbers without a segment
    /// count as void.
    public mutating func add(
        truth: [UInt32], _ truthSegments: [Segment], prediction: [UInt32], _ predictedSegments: [Segment]
    ) {
        add(
            Overlap(truth: SegmentRuns(truth), prediction: SegmentRuns(prediction)), truth: truthSegments,
            prediction: predictedSegments)
    }

    /// The same from what the maps have in common.
    public mutating func add(_ overlap: Overlap, truth: [Segment], prediction: [Segment]) {
        let matches = SegmentMatches(overlap, truth: truth, prediction: prediction)
        let classes = Dictionary(truth.map { ($0.id, $0.category) }) { first, _ in first }
        for pair in matches.pairs {
            guard let category = classes[pair.truth] else { continue }
            categories[category, default: Counts()].truePositives += 1
            categories[category, default: Counts()].iou += pair.iou
        }
        for segment in truth where matches.missed.contains(segment.id) {
            categories[segment.category, default: Counts()].falseNegatives += 1
        }
        for segment in prediction where matches.falsePositives.contains(segment.id) {
            categories[segment.category, default: Counts()].falsePositives += 1
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
