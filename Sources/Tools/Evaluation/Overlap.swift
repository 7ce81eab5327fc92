/// Pixels that the segments of two maps have, and have in common.
public struct Overlap: Sendable {
    public struct Pair: Equatable, Sendable {
        public var truth: UInt32
        public var prediction: UInt32
        /// Pixels of both.
        public var area: Int
    }

    /// In the order of their numbers, the truth's first: so that sums over them round alike each time.
    public private(set) var pairs: [Pair] = []
    /// Pixels of each number that occurs.
    public private(set) var truthAreas: [UInt32: Int] = [:]
    public private(set) var predictedAreas: [UInt32: Int] = [:]
    private var areas: [UInt64: Int] = [:]

    /// - Parameters: maps of the same size.
    public init(truth: SegmentRuns, prediction: SegmentRuns) {
        var counts = PairCounts(), t = 0, p = 0, start = 0
        let pixels = min(truth.pixels, prediction.pixels)
        while start < pixels {
            let end = min(truth.ends[t], prediction.ends[p])
            counts.add(truth.ids[t], prediction.ids[p], end - start)
            if truth.ends[t] == end { t += 1 }
            if prediction.ends[p] == end { p += 1 }
            start = end
        }
        fill(counts.sorted.map { Pair(truth: $0.a, prediction: $0.b, area: $0.count) })
    }

    /// The same with numbers that are no segments taken for void, 0.
    func knowing(truth isTruth: (UInt32) -> Bool, prediction isPrediction: (UInt32) -> Bool) -> Overlap {
        guard
            !truthAreas.keys.allSatisfy({ $0 == 0 || isTruth($0) })
                || !predictedAreas.keys.allSatisfy({ $0 == 0 || isPrediction($0) })
        else { return self }
        var counts = PairCounts()
        for pair in pairs {
            counts.add(
                isTruth(pair.truth) ? pair.truth : 0, isPrediction(pair.prediction) ? pair.prediction : 0, pair.area)
        }
        var known = self
        known.fill(counts.sorted.map { Pair(truth: $0.a, prediction: $0.b, area: $0.count) })
        return known
    }

    func truthArea(_ id: UInt32) -> Int { truthAreas[id] ?? 0 }
    func predictedArea(_ id: UInt32) -> Int { predictedAreas[id] ?? 0 }

    /// Pixels that are one in the truth and the other in the prediction.
    func common(_ truth: UInt32, _ prediction: UInt32) -> Int { areas[UInt64(truth) << 32 | UInt64(prediction)] ?? 0 }

    private mutating func fill(_ pairs: [Pair]) {
        self.pairs = pairs
        (truthAreas, predictedAreas, areas) = ([:], [:], [:])
        for pair in pairs {
            truthAreas[pair.truth, default: 0] += pair.area
            predictedAreas[pair.prediction, default: 0] += pair.area
            areas[UInt64(pair.truth) << 32 | UInt64(pair.prediction)] = pair.area
        }
    }
}
