/// What lies across a motorway. `t` are metres to the right of the left edge of the camera's lanes.
struct Motorway {
    /// The other direction, beyond the barrier at the left.
    struct Opposite {
        var lanes: Int
        /// Between the barrier and the hard shoulder over there.
        var median: Float
        var shoulder: Float
    }

    let course: Course
    let laneWidth: Float
    let lanes: Int
    /// Metres from the outer lines to the barriers, left and right.
    let shoulder: SIMD2<Float>
    let opposite: Opposite?
    private let left: CrashBarrier
    private let right: CrashBarrier
    /// Where the right barrier begins and ends; nil without one.
    private let rightBarrier: ClosedRange<Float>?

    /// A median that the barrier fills, in metres.
    static let narrow: Float = 0.7
    /// Everything near the road is drawn up to here.
    static let end: Float = 210

    init(_ chance: inout Chance) {
        laneWidth = chance.between(3.4, 3.75)
        lanes = chance.pick([2, 2, 3, 3, 3, 4, 4, 5])
        shoulder = SIMD2(chance.logBetween(0.5, 4), chance.logBetween(0.6, 4))
        opposite =
            chance.happens(0.7)
            ? Opposite(
                lanes: chance.whole(2...4), median: chance.happens(0.55) ? Motorway.narrow : chance.between(2, 12),
                shoulder: chance.between(0.5, 2.5)) : nil
        let lane = chance.happens(0.5) ? 0 : chance.whole(0...lanes - 1)
        course = Course(
            bend: chance.happens(0.4) ? 0 : chance.between(-0.002, 0.002), cameraT: (Float(lane) + 0.5) * laneWidth)
        left = CrashBarrier(chance.pick([.concrete, .concrete, .concrete, .rail, .rail, .wall]), &chance)
        right = CrashBarrier(chance.pick([.concrete, .rail, .rail, .rail, .wall]), &chance)
        switch chance.whole(0...5) {
        case 0: rightBarrier = nil
        case 1: rightBarrier = chance.between(8, 40)...Motorway.end
        case 2: rightBarrier = -6...chance.between(55, 120)
        default: rightBarrier = -6...Motorway.end
        }
    }

    /// The right edge of the lanes.
    var width: Float { Float(lanes) * laneWidth }
    var rightEdge: Float { width + shoulder.y }
    var leftEdge: Float { -shoulder.x }
    /// The edges of the other carriageway.
    var opposing: ClosedRange<Float>? {
        opposite.map {
            let near = leftEdge - $0.median
            return (near - 2 * $0.shoulder - Float($0.lanes) * laneWidth)...near
        }
    }
    /// Where the country begins.
    func verge(_ side: Float) -> Float { side > 0 ? rightEdge : opposing?.lowerBound ?? leftEdge }

    func drawBarriers(_ scene: inout Scene, _ chance: inout Chance) {
        left.draw(&scene, course, t: leftEdge - 0.3, -6...Motorway.end, facing: 1, &chance)
        if let rightBarrier { right.draw(&scene, course, t: rightEdge + 0.3, rightBarrier, facing: -1, &chance) }
        guard let opposite, let opposing else { return }
        if opposite.median > 2, chance.happens(0.7) {
            left.draw(&scene, course, t: opposing.upperBound + 0.3, -6...Motorway.end, facing: -1, &chance)
        }
        if chance.happens(0.6) {
            right.draw(&scene, course, t: opposing.lowerBound - 0.3, -6...Motorway.end, facing: 1, &chance)
        }
    }

    func drawTraffic(_ scene: inout Scene, _ places: inout Places, _ chance: inout Chance) {
        let gap = chance.logBetween(12, 120)
        for lane in 0..<lanes {
            let t = (Float(lane) + 0.5) * laneWidth, isOwn = abs(t - course.cameraT) < 1
            var s = isOwn ? chance.logBetween(11, 60) : chance.logBetween(4, 40)
            while s < 170 {
                drive(&scene, t: t, s: s, heading: 0, heavy: lane == lanes - 1 ? 0.3 : 0.07, &places, &chance)
                s += 9 + chance.logBetween(2, gap)
            }
        }
        guard let opposite, let opposing, chance.happens(0.85) else { return }
        for lane in 0..<opposite.lanes {
            let t = opposing.upperBound - opposite.shoulder - (Float(lane) + 0.5) * laneWidth
            var s = chance.logBetween(8, 50)
            while s < 150 {
                drive(
                    &scene, t: t, s: s, heading: .pi, heavy: lane == opposite.lanes - 1 ? 0.3 : 0.07, &places, &chance)
                s += 10 + chance.logBetween(2, gap)
            }
        }
    }

    private func drive(
        _ scene: inout Scene, t: Float, s: Float, heading: Float, heavy: Float, _ places: inout Places,
        _ chance: inout Chance
    ) {
        let pose = course.pose(
            t + chance.between(-0.3, 0.3), s, heading: heading + chance.between(-0.02, 0.02))
        // The middle of what is long is farther than its end.
        if s > 16, chance.happens(heavy) {
            if chance.happens(0.8) {
                _ = scene.place(Truck.shape(&chance), at: pose, .truck, margin: 0.3, &places)
            } else {
                _ = scene.place(Coach.bus(&chance), at: pose, .bus, margin: 0.3, &places)
            }
        } else {
            _ = scene.place(Car.shape(&chance), at: pose, .car, margin: 0.3, &places)
        }
    }
}
