import Evaluation
import Testing

@Suite struct PanopticQualityTests {
    private func segment(_ id: UInt32, _ category: Int, crowd: Bool = false) -> PanopticQuality.Segment {
        .init(id: id, category: category, isCrowd: crowd)
    }

    @Test func truthAgainstItself() {
        var quality = PanopticQuality()
        let map: [UInt32] = [1, 1, 2, 2, 3, 0]
        quality.add(
            truth: map, [segment(1, 5), segment(2, 5), segment(3, 6)], prediction: map,
            [segment(1, 5), segment(2, 5), segment(3, 6)])
        let mean = quality.mean(of: [5, 6, 7])
        #expect(mean.pq == 1 && mean.sq == 1 && mean.rq == 1 && mean.classes == 2)
    }

    /// Two of three pixels shared of four: IoU 2 / 4 is no match; three of four is one.
    @Test func matchesNeedMoreThanHalf() {
        var quality = PanopticQuality()
        quality.add(
            truth: [1, 1, 1, 2, 2, 2, 2], [segment(1, 0), segment(2, 0)], prediction: [8, 1, 1, 1, 2, 2, 2],
            [segment(1, 0), segment(2, 0), segment(8, 0)])
        let counts = quality.categories[0]
        #expect(counts?.truePositives == 1 && counts?.falsePositives == 2 && counts?.falseNegatives == 1)
        #expect(counts?.iou == 0.75)
    }

    /// The union leaves out what lies on void.
    @Test func voidIsLeftOut() {
        var quality = PanopticQuality()
        quality.add(truth: [1, 1, 0, 0, 0], [segment(1, 0)], prediction: [1, 1, 1, 1, 1], [segment(1, 0)])
        #expect(quality.categories[0]?.iou == 1)
    }

    @Test func onVoidOrCrowdNothingIsWrong() {
        var quality = PanopticQuality()
        quality.add(
            truth: [0, 0, 0, 9, 9, 9, 4, 4], [segment(9, 1, crowd: true), segment(4, 2)],
            prediction: [1, 1, 1, 2, 2, 3, 3, 3], [segment(1, 1), segment(2, 1), segment(3, 1)])
        // Segment 3 has one pixel of three on the crowd; the others are ignored. Nobody found segment 4.
        #expect(quality.categories[1]?.falsePositives == 1)
        #expect(quality.categories[1]?.falseNegatives == 0)
        #expect(quality.categories[2]?.falseNegatives == 1)
    }

    @Test func imagesAddUp() {
        var together = PanopticQuality(), sum = PanopticQuality()
        for prediction: [UInt32] in [[1, 1, 1, 2], [1, 1, 2, 2], [2, 2, 2, 2]] {
            var alone = PanopticQuality()
            alone.add(
                truth: [1, 1, 1, 2], [segment(1, 0), segment(2, 5)], prediction: prediction,
                [segment(1, 0), segment(2, 5)])
            together.add(
                truth: [1, 1, 1, 2], [segment(1, 0), segment(2, 5)], prediction: prediction,
                [segment(1, 0), segment(2, 5)])
            sum.add(alone)
        }
        #expect(sum == together)
    }

    @Test func confusion() {
        var matrix = ConfusionMatrix(classes: 3)
        matrix.add(truth: 0, prediction: 0, count: 6)
        matrix.add(truth: 0, prediction: 1, count: 2)
        matrix.add(truth: 1, prediction: nil, count: 4)
        matrix.add(truth: nil, prediction: 2, count: 100)
        #expect(matrix.iou(0) == 0.75 && matrix.iou(1) == 0 && matrix.iou(2) == nil)
        #expect(matrix.meanIoU == 0.375 && matrix.accuracy == 0.5)
        // Predicted, but nowhere in the truth.
        matrix.add(truth: 0, prediction: 2, count: 4)
        #expect(matrix.iou(0) == 0.5 && matrix.iou(2) == 0 && matrix.meanIoU == 0.5 / 3)
    }
}
