import CPanSECB
import Testing

@testable import Predictions

@Suite struct PredictionTests {
    private func segment(_ id: UInt32, thing: UInt32) -> pansecb_segment {
        var segment = pansecb_segment()
        (segment.id, segment.thing, segment.score, segment.class_index) = (id, thing, 0.5, 3)
        return segment
    }

    private func prediction(_ map: [UInt32], width: Int, _ ids: [UInt32]) -> Prediction {
        Prediction(
            width: width, height: map.count / width, seen: (width, map.count / width), panoptic: map,
            classes: map.map { UInt8($0 % 10) }, segments: ids.map { segment($0, thing: $0 > 999 ? 1 : 0) },
            timings: pansecb_timings())
    }

    /// Twice the size: the same places, four times the pixels; unlabelled pixels have no row.
    @Test func growsWithItsSegments() throws {
        let small = prediction([7, 26001, 26001, 0, 7, 26001], width: 3, [26001, 7])
        let large = try small.scaled(toWidth: 6, height: 4)
        #expect(large.width == 6 && large.height == 4 && large.seen == (3, 2) && large.isScaled)
        #expect(
            large.panoptic == [
                7, 7, 26001, 26001, 26001, 26001,
                7, 7, 26001, 26001, 26001, 26001,
                0, 0, 7, 7, 26001, 26001,
                0, 0, 7, 7, 26001, 26001,
            ])
        #expect(large.classes == large.panoptic.map { UInt8($0 % 10) })
        let (car, road) = (large.segments[0], large.segments[1])
        #expect(car.id == 26001 && car.area == 12 && car.thing == 1 && car.score == 0.5 && car.class_index == 3)
        #expect((car.box_x, car.box_y, car.box_width, car.box_height) == (2, 0, 4, 4))
        #expect(car.centre_x == 46.0 / 12 && car.centre_y == 14.0 / 12)
        #expect(road.area == 8 && (road.box_x, road.box_y, road.box_width, road.box_height) == (0, 0, 4, 4))
    }

    /// What has no pixel left has no row, and the others keep their ids.
    @Test func smallSegmentsVanish() throws {
        let large = prediction([26001, 7, 7, 7, 7, 26002, 7, 26002], width: 4, [26001, 26002, 7])
        let small = try large.scaled(toWidth: 2, height: 1)
        #expect(small.panoptic == [26002, 26002] && small.segments.map(\.id) == [26002])
        #expect(small.segments[0].area == 2 && small.segments[0].box_width == 2 && small.segments[0].box_height == 1)
    }
}
