/// Draws the lanes of a motorway, its hard shoulders, and what is painted and spilt on them.
struct Carriageways {
    let motorway: Motorway
    private let lane: Paint
    private let leftShoulder: Paint
    private let rightShoulder: Paint
    private let white: Paint
    private let leftLine: Paint
    private let tar: Paint

    init(_ motorway: Motorway, _ chance: inout Chance) {
        self.motorway = motorway
        let isConcrete = chance.happens(0.5)
        let tone = chance.between(0.3, 0.52)
        let asphalt = chance.near(RGB(tone, tone * 1.01, tone * 1.03), 0.02)
        let concrete = chance.near(
            chance.pick([RGB(0.68, 0.65, 0.59), RGB(0.62, 0.59, 0.54), RGB(0.74, 0.7, 0.62)]), 0.04)
        lane = isConcrete ? Paint(concrete, .concreteLane) : Paint(asphalt, .asphaltLane)
        func shoulder(_ chance: inout Chance) -> Paint {
            chance.happens(isConcrete ? 0.5 : 0.15)
                ? Paint(concrete * chance.between(0.85, 1.08), .asphalt)
                : Paint(asphalt * chance.between(0.75, 1.3), .asphalt)
        }
        leftShoulder = shoulder(&chance)
        rightShoulder = chance.happens(0.6) ? leftShoulder : shoulder(&chance)
        white = Paint(grey(chance.between(0.78, 0.95)), .marking, layer: 3)
        let yellow = chance.near(
            chance.pick([RGB(0.85, 0.62, 0.1), RGB(0.8, 0.6, 0.2), RGB(0.9, 0.72, 0.15)]), 0.04)
        leftLine = chance.happens(0.75) ? Paint(yellow, .marking, layer: 3) : white
        tar = Paint(grey(chance.between(0.16, 0.26)), .asphalt, layer: 2)
    }

    func draw(_ scene: inout Scene, _ chance: inout Chance) {
        let isGreen = chance.happens(0.5)
        let green = Paint(Countryside.grass(&chance), .grass)
        var s: Float = -5
        while s < 420 {
            let next = s + (s < 60 ? 5 : s < 200 ? 10 : 20)
            row(&scene, s...next, median: isGreen ? green : nil)
            s = next
        }
        markings(&scene, &chance)
        wear(&scene, &chance)
    }

    private func row(_ scene: inout Scene, _ along: ClosedRange<Float>, median: Paint?) {
        let course = motorway.course, wide = motorway.laneWidth
        func lanes(_ count: Int, from t: Float) {
            for i in 0..<count {
                let left = t + Float(i) * wide
                scene.strip(course, left...(left + wide), along, lane, label: .road)
            }
        }
        lanes(motorway.lanes, from: 0)
        // The barriers stand on the edges.
        let foot = motorway.leftEdge - Motorway.narrow
        scene.strip(course, foot...0, along, leftShoulder, label: .road)
        scene.strip(course, motorway.width...(motorway.rightEdge + 0.6), along, rightShoulder, label: .road)
        guard let opposite = motorway.opposite, let opposing = motorway.opposing else { return }
        if opposite.median > Motorway.narrow {
            scene.strip(
                course, opposing.upperBound...foot, along, median ?? leftShoulder,
                label: median == nil ? .road : .terrain)
        }
        let far = opposing.lowerBound + opposite.shoulder, near = opposing.upperBound - opposite.shoulder
        lanes(opposite.lanes, from: far)
        scene.strip(course, near...opposing.upperBound, along, leftShoulder, label: .road)
        scene.strip(course, opposing.lowerBound...far, along, rightShoulder, label: .road)
    }

    private func line(
        _ scene: inout Scene, _ t: Float, dash: Float? = nil, gap: Float = 0, width: Float, from: Float = 0,
        _ paint: Paint
    ) {
        var s = from
        while s < Motorway.end {
            let next = s + (dash ?? (s < 60 ? 5 : 10))
            scene.strip(
                motorway.course, (t - width / 2)...(t + width / 2), s...next, height: 0.001, paint, label: .road)
            s = next + gap
        }
    }

    private func markings(_ scene: inout Scene, _ chance: inout Chance) {
        let width = chance.between(0.12, 0.22), dash = chance.between(3, 6), gap = chance.between(5, 10)
        line(&scene, 0.15, width: width, leftLine)
        if leftLine.colour != white.colour, chance.happens(0.15) {
            line(&scene, 0.15 + 2 * width, width: width, leftLine)
        }
        line(&scene, motorway.width - 0.15, width: width, white)
        for i in 1..<motorway.lanes {
            line(
                &scene, Float(i) * motorway.laneWidth, dash: dash, gap: gap, width: 0.8 * width,
                from: chance.between(-4, 4), white)
        }
        guard let opposite = motorway.opposite, let opposing = motorway.opposing else { return }
        let near = opposing.upperBound - opposite.shoulder
        line(&scene, near - 0.15, width: width, leftLine)
        line(&scene, opposing.lowerBound + opposite.shoulder + 0.15, width: width, white)
        for i in 1..<opposite.lanes {
            line(
                &scene, near - Float(i) * motorway.laneWidth, dash: dash, gap: gap, width: 0.8 * width,
                from: chance.between(0, 8), white)
        }
    }

    /// Sealed cracks and joints, repairs, marks of skidding.
    private func wear(_ scene: inout Scene, _ chance: inout Chance) {
        let course = motorway.course, width = motorway.width
        for _ in 0..<chance.pick([0, 2, 5, 9]) {
            let t = chance.between(0, width - 1), s = chance.logBetween(5, 70)
            crack(&scene, t, s, reach: chance.between(1, 5), isAlong: chance.happens(0.5), &chance)
        }
        if chance.happens(0.3) {
            for i in 0...motorway.lanes where chance.happens(0.6) {
                line(&scene, Float(i) * motorway.laneWidth + 0.25, width: chance.between(0.04, 0.1), tar)
            }
        }
        for _ in 0..<chance.whole(0...5) {
            let t = chance.between(motorway.leftEdge, width - 1.5), s = chance.logBetween(5, 80)
            let shade = chance.between(0.72, 1.12)
            let paint =
                chance.happens(0.3) ? tar.colour * chance.between(1, 1.6) : lane.colour * shade
            scene.strip(
                course, t...(t + chance.between(0.5, 3.4)), s...(s + chance.between(1, 12)), height: 0.0005,
                Paint(paint, .asphalt, layer: 1), label: .road)
        }
        for _ in 0..<chance.pick([0, 0, 1, 2]) {
            let t = chance.between(0.8, width - 2), s = chance.logBetween(4, 60), long = chance.between(8, 30)
            let drift = chance.between(-0.6, 0.6)
            for wheel: Float in [0, 1.55] {
                scene.add(
                    [
                        course.point(t + wheel, s, 0.0007), course.point(t + wheel + 0.2, s, 0.0007),
                        course.point(t + wheel + drift + 0.2, s + long, 0.0007),
                        course.point(t + wheel + drift, s + long, 0.0007),
                    ], Paint(lane.colour * 0.7, .asphalt, layer: 1), label: .road)
            }
        }
    }

    /// A winding black band.
    private func crack(
        _ scene: inout Scene, _ t: Float, _ s: Float, reach: Float, isAlong: Bool, _ chance: inout Chance
    ) {
        let wide = chance.between(0.04, 0.1)
        var place = SIMD2(t, s)
        for _ in 0..<6 {
            let wander = chance.between(-0.15, 0.15)
            let next = place + (isAlong ? SIMD2(wander, reach / 2) : SIMD2(reach / 6, wander))
            let aside = isAlong ? SIMD2<Float>(wide, 0) : SIMD2(0, wide)
            scene.add(
                [place, next, next + aside, place + aside].map { motorway.course.point($0.x, $0.y, 0.001) }, tar,
                label: .road)
            place = next
        }
    }
}
