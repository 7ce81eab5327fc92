import Testing

@testable import Evaluation

/// Against counting pixel by pixel.
@Suite struct OverlapTests {
    private struct Dice {
        private var state: UInt64
        init(_ seed: UInt64) { state = seed }

        mutating func roll(_ sides: UInt32) -> UInt32 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt32(state >> 33) % sides
        }
    }

    /// Maps of `count` pixels: few numbers in long stretches, or many in single pixels.
    private func maps(_ seed: UInt64, count: Int, numbers: UInt32, stay: UInt32) -> (
        truth: [UInt32], prediction: [UInt32]
    ) {
        var dice = Dice(seed), t: UInt32 = 0, p: UInt32 = 0
        var truth: [UInt32] = [], prediction: [UInt32] = []
        for _ in 0..<count {
            if dice.roll(stay) == 0 { t = dice.roll(numbers) &* 40_503 & 0xff_ffff }
            if dice.roll(stay) == 0 { p = dice.roll(numbers) }
            truth.append(t)
            prediction.append(p)
        }
        return (truth, prediction)
    }

    @Test(arguments: [(UInt32(1), UInt32(1)), (5, 1), (5, 20), (400, 7), (60_000, 1)])
    func asPixelByPixel(numbers: UInt32, stay: UInt32) {
        for seed in 1...5 {
            let (truth, prediction) = maps(UInt64(seed), count: 20_000, numbers: numbers, stay: stay)
            let overlap = Overlap(truth: SegmentRuns(truth), prediction: SegmentRuns(prediction))
            var common: [[UInt32]: Int] = [:], truthAreas: [UInt32: Int] = [:], predictedAreas: [UInt32: Int] = [:]
            for (t, p) in zip(truth, prediction) {
                common[[t, p], default: 0] += 1
                truthAreas[t, default: 0] += 1
                predictedAreas[p, default: 0] += 1
            }
            #expect(
                overlap.pairs.map { [$0.truth, $0.prediction] }
                    == common.keys.sorted { $0.lexicographicallyPrecedes($1) })
            #expect(overlap.pairs.allSatisfy { common[[$0.truth, $0.prediction]] == $0.area })
            #expect(overlap.truthAreas == truthAreas && overlap.predictedAreas == predictedAreas)
            #expect(SegmentRuns(truth).areas == truthAreas && SegmentRuns(prediction).areas == predictedAreas)
        }
    }

    @Test func runsJoin() {
        var runs = SegmentRuns()
        #expect(runs.pixels == 0 && runs.areas.isEmpty)
        for (id, count) in [(UInt32(7), 3), (7, 2), (0, 1), (7, 4)] { runs.append(id, count: count) }
        #expect(runs == SegmentRuns([7, 7, 7, 7, 7, 0, 7, 7, 7, 7]))
        #expect(runs.ids == [7, 0, 7] && runs.ends == [5, 6, 10])
    }

    /// The largest numbers there are, and 0 with 0, are pairs as others.
    @Test func extremeNumbers() {
        let overlap = Overlap(truth: SegmentRuns([0, 0, .max, .max]), prediction: SegmentRuns([0, .max, 0, .max]))
        #expect(overlap.pairs.map(\.area) == [1, 1, 1, 1])
        #expect(overlap.common(0, 0) == 1 && overlap.common(.max, .max) == 1 && overlap.common(1, 0) == 0)
    }

    @Test func emptyMaps() {
        let overlap = Overlap(truth: SegmentRuns(), prediction: SegmentRuns([]))
        #expect(overlap.pairs.isEmpty && overlap.truthAreas.isEmpty)
    }

    /// Numbers without a segment are void.
    @Test func unknownNumbers() {
        let overlap = Overlap(truth: SegmentRuns([1, 1, 9, 0]), prediction: SegmentRuns([4, 8, 8, 8]))
        let known = overlap.knowing(truth: { $0 == 1 }, prediction: { $0 == 4 })
        #expect(known.truthAreas == [0: 2, 1: 2] && known.predictedAreas == [0: 3, 4: 1])
        #expect(known.common(0, 0) == 2 && known.common(1, 0) == 1 && known.common(1, 4) == 1)
    }
}
