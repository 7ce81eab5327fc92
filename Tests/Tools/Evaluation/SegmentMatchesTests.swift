import Evaluation
import Testing

@Suite struct SegmentMatchesTests {
    private func segment(_ id: UInt32, _ category: Int, crowd: Bool = false) -> PanopticQuality.Segment {
        .init(id: id, category: category, isCrowd: crowd)
    }

    @Test func pairsMissedAndFalse() {
        let matches = SegmentMatches(
            truth: [1, 1, 1, 2, 2, 0, 3, 3], [segment(1, 5), segment(2, 5), segment(3, 6)],
            prediction: [7, 7, 7, 7, 8, 8, 9, 9], [segment(7, 5), segment(8, 5), segment(9, 5)])
        // 8 has one pixel of two on 2 and one on void: IoU 1 / 2 is no match.
        #expect(matches.pairs == [.init(truth: 1, prediction: 7, iou: 0.75)])
        #expect(matches.missed == [2, 3])
        #expect(matches.falsePositives == [8, 9])
    }

    @Test func onVoidOrCrowdNothingIsUnfounded() {
        let matches = SegmentMatches(
            truth: [0, 0, 0, 9, 9, 9, 4, 4], [segment(9, 1, crowd: true), segment(4, 2)],
            prediction: [1, 1, 1, 2, 2, 3, 3, 3], [segment(1, 1), segment(2, 1), segment(3, 1)])
        #expect(matches.falsePositives == [3] && matches.missed == [4] && matches.pairs.isEmpty)
    }

    /// On many made-up images the counts are those of panoptic quality.
    @Test func countsAreThoseOfPanopticQuality() {
        var state: UInt64 = 1
        func dice(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % sides
        }
        for _ in 0..<200 {
            func map(like other: [UInt32]?) -> [UInt32] {
                (0..<60).map { i in if let other, dice(4) > 0 { other[i] } else { UInt32(i / 8 + dice(2)) } }
            }
            let truth = map(like: nil), prediction = map(like: truth)
            let truthSegments = (1...8).map { segment(UInt32($0), $0 / 3, crowd: $0 == 6) }
            let predictedSegments = (1...8).map { segment(UInt32($0), $0 / (dice(5) == 0 ? 2 : 3)) }
            let matches = SegmentMatches(truth: truth, truthSegments, prediction: prediction, predictedSegments)
            var quality = PanopticQuality()
            quality.add(truth: truth, truthSegments, prediction: prediction, predictedSegments)
            let counts = quality.categories.values
            #expect(matches.pairs.count == counts.reduce(0) { $0 + $1.truePositives })
            #expect(matches.missed.count == counts.reduce(0) { $0 + $1.falseNegatives })
            #expect(matches.falsePositives.count == counts.reduce(0) { $0 + $1.falsePositives })
            #expect(abs(matches.pairs.reduce(0) { $0 + $1.iou } - counts.reduce(0) { $0 + $1.iou }) < 1e-12)
        }
    }
}
