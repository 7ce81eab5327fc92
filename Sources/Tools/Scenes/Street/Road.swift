/// The line of a street and what lies across it. `s` are metres along, `t` metres to the right of the line between the
/// directions.
struct Road {
    var course: Course
    var laneWidth: Float
    var ownLanes: Int
    var oncomingLanes: Int
    /// Left and right; 0 where nobody may park.
    var parking: SIMD2<Float>
    /// A strip of grass or stone between the directions.
    var median: Float
    /// Rails in the lanes next to the middle.
    var hasRails: Bool
    var isOneWay: Bool { oncomingLanes == 0 }
    /// The cross street, if any: from and to along this one.
    var crossing: ClosedRange<Float>?
    /// Where the street ends before a row of houses.
    var end: Float
    var cameraT: Float { course.cameraT }

    static let kerb: Float = 0.12

    init(_ chance: inout Chance) {
        let bend = chance.happens(0.55) ? 0 : chance.between(-0.006, 0.006)
        laneWidth = chance.between(2.9, 3.5)
        ownLanes = chance.pick([1, 1, 1, 2])
        oncomingLanes = chance.pick([0, 1, 1, 1, 1, 2])
        parking = SIMD2(chance.happens(0.5) ? 2.2 : 0, chance.happens(0.5) ? 2.2 : 0)
        median = oncomingLanes > 0 && chance.happens(0.15) ? chance.between(0.8, 3) : 0
        hasRails = chance.happens(0.4)
        end = chance.happens(0.15) ? chance.between(45, 110) : 240
        if end < 200 {
            crossing = (end - chance.between(7, 11))...end
        } else if chance.happens(0.6) {
            let start = chance.logBetween(12, 50)
            crossing = start...(start + chance.between(7, 13))
        }
        let lane = ownLanes > 1 && chance.happens(0.5) ? 0 : ownLanes - 1
        course = Course(bend: bend, cameraT: median / 2 + (Float(lane) + 0.5) * laneWidth)
    }

    /// The kerbs.
    var left: Float { -(median / 2 + Float(oncomingLanes) * laneWidth + parking.x) }
    var right: Float { median / 2 + Float(ownLanes) * laneWidth + parking.y }

    func kerb(_ side: Float) -> Float { side < 0 ? left : right }

    func direction(_ s: Float) -> Float { course.direction(s) }

    func point(_ t: Float, _ s: Float, _ y: Float = 0) -> Point { course.point(t, s, y) }

    /// `heading` relative to the street.
    func pose(_ t: Float, _ s: Float, _ y: Float = 0, heading: Float = 0) -> Pose {
        course.pose(t, s, y, heading: heading)
    }

    func isCrossing(_ s: Float, margin: Float = 0) -> Bool {
        guard let crossing else { return false }
        return s > crossing.lowerBound - margin && s < crossing.upperBound + margin
    }

    /// Middles of the lanes, with the heading of their traffic.
    var lanes: [(t: Float, heading: Float)] {
        (0..<ownLanes).map { (median / 2 + (Float($0) + 0.5) * laneWidth, 0) }
            + (0..<oncomingLanes).map { (-median / 2 - (Float($0) + 0.5) * laneWidth, .pi) }
    }

    /// Lanes with rails.
    var railLanes: [(t: Float, heading: Float)] {
        guard hasRails else { return [] }
        return [lanes[0]] + (isOneWay ? [] : [lanes[ownLanes]])
    }
}

/// What lies beside the road, from the kerb outwards, on one side.
struct Roadside {
    let side: Float
    var verge: Float
    var pavement: Float
    var garden: Float
    let kerb: Float

    init(side: Float, _ road: Road, _ chance: inout Chance) {
        self.side = side
        kerb = abs(road.kerb(side))
        verge = chance.happens(0.35) ? chance.between(0.8, 2.5) : 0
        pavement = chance.between(1.8, 4.5)
        garden = chance.happens(0.35) ? chance.between(1, 6) : 0
    }

    /// Metres from the middle of the road.
    var pavementStart: Float { kerb + verge }
    var pavementEnd: Float { kerb + verge + pavement }
    var line: Float { pavementEnd + garden }
}
