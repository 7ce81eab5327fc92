/// A barrier along a street: concrete, a steel rail on posts, or a low wall with a fence on it.
struct CrashBarrier {
    enum Kind { case concrete, rail, wall }

    private let kind: Kind
    /// Metres above the ground, without tubes or a fence.
    private let height: Float
    private let concrete: RGB
    private let steel: RGB
    /// Metres between joints, or posts.
    private let step: Float
    /// Tubes on the concrete, beams of the rail.
    private let bars: Int
    /// Of the fence, and whether it is of bars.
    private let fence: Float
    private let hasBars: Bool

    init(_ kind: Kind, _ chance: inout Chance) {
        self.kind = kind
        concrete = chance.near(
            chance.pick([RGB(0.62, 0.6, 0.56), RGB(0.68, 0.63, 0.54), RGB(0.56, 0.55, 0.53), RGB(0.74, 0.71, 0.64)]),
            0.06)
        steel = chance.near(chance.pick([grey(0.66), RGB(0.62, 0.64, 0.66), grey(0.55)]), 0.05)
        hasBars = chance.happens(0.35)
        fence = chance.between(0.7, 1.6)
        switch kind {
        case .concrete:
            height = chance.between(0.78, 1.1)
            step = chance.between(3, 6)
            bars = chance.pick([0, 0, 1, 2])
        case .rail:
            bars = chance.pick([1, 1, 1, 2])
            height = bars == 1 ? chance.between(0.7, 0.88) : chance.between(1, 1.2)
            step = chance.pick([2, 2, 4])
        case .wall:
            height = chance.between(0.45, 0.9)
            step = chance.between(2, 3)
            bars = 0
        }
    }

    /// `facing` is the side of traffic: 1 where that is at the right.
    func draw(
        _ scene: inout Scene, _ course: Course, t: Float, y: Float = 0, _ along: ClosedRange<Float>, facing: Float,
        _ chance: inout Chance
    ) {
        var s = along.lowerBound
        while s < along.upperBound {
            let next = min(s + step, along.upperBound)
            let piece = Piece(course: course, t: t, y: y, from: s, to: next)
            switch kind {
            case .concrete: concrete(&scene, piece, &chance)
            case .rail: rail(&scene, piece, facing)
            case .wall: wall(&scene, piece, &chance)
            }
            s = next
        }
    }

    private struct Piece {
        let course: Course
        let t: Float
        let y: Float
        let from: Float
        let to: Float

        /// Between two lines along the piece, each given by its place across and its height.
        func panel(_ a: SIMD2<Float>, _ b: SIMD2<Float>) -> [Point] {
            [
                course.point(t + a.x, from, y + a.y), course.point(t + a.x, to, y + a.y),
                course.point(t + b.x, to, y + b.y), course.point(t + b.x, from, y + b.y),
            ]
        }

        /// Casts the shadow of a thin wall, which then does not fall on the barrier's own face.
        func shade(_ scene: inout Scene, bottom: Float, top: Float) {
            scene.shadows.add(
                course.pose(t, (from + to) / 2), halfWidth: 0.03, halfLength: (to - from) / 2, bottom: y + bottom,
                top: y + top)
        }
    }

    private func concrete(_ scene: inout Scene, _ piece: Piece, _ chance: inout Chance) {
        let tone = concrete * chance.between(0.95, 1.05), paint = Paint(tone, .barrier)
        let profile = [
            SIMD2<Float>(0.3, 0), SIMD2(0.3, 0.08), SIMD2(0.16, 0.33), SIMD2(0.09, height), SIMD2(-0.09, height),
            SIMD2(-0.16, 0.33), SIMD2(-0.3, 0.08), SIMD2(-0.3, 0),
        ]
        // The joint: a dark line at the near end.
        let joint = Piece(
            course: piece.course, t: piece.t, y: piece.y, from: piece.from, to: min(piece.from + 0.04, piece.to))
        for i in 1..<profile.count {
            scene.add(piece.panel(profile[i - 1], profile[i]), paint, label: .guardRail)
            scene.add(
                joint.panel(profile[i - 1], profile[i]), Paint(tone * 0.5, .barrier, layer: 1), label: .guardRail)
        }
        piece.shade(&scene, bottom: 0, top: height)
        guard bars > 0 else { return }
        let top = height + 0.3 * Float(bars)
        for bar in 1...bars {
            let y = piece.y + height + 0.3 * Float(bar) - 0.05
            tube(&scene, piece.course.point(piece.t, piece.from, y), piece.course.point(piece.t, piece.to, y), 0.055)
        }
        let foot = piece.course.point(piece.t, piece.from, piece.y + height)
        tube(&scene, foot, foot + Point(0, top - height - 0.05, 0), 0.035)
        piece.shade(&scene, bottom: top - 0.1, top: top)
    }

    /// A beam with two ridges and the groove between them, on posts.
    private func rail(_ scene: inout Scene, _ piece: Piece, _ facing: Float) {
        func beam(top: Float) {
            // Out towards the traffic, height below the top, tone of the panel that ends there.
            let profile: [(out: Float, down: Float, tone: Float)] = [
                (0.07, 0, 1), (0.14, 0.05, 1.06), (0.14, 0.1, 1), (0.06, 0.14, 0.72), (0.06, 0.17, 0.6),
                (0.14, 0.21, 0.95),
                (0.14, 0.26, 1), (0.07, 0.31, 0.7),
            ]
            for i in 1..<profile.count {
                scene.add(
                    piece.panel(
                        SIMD2(facing * profile[i - 1].out, top - profile[i - 1].down),
                        SIMD2(facing * profile[i].out, top - profile[i].down)),
                    Paint(steel * profile[i].tone, .galvanised), label: .guardRail)
            }
        }
        for bar in 0..<bars { beam(top: height - 0.4 * Float(bar)) }
        var post = Shape()
        post.box(Point(-0.05, 0, -0.05), Point(0.05, height - 0.02, 0.05), Paint(steel * 0.8, .galvanised))
        scene.add(
            post, at: piece.course.pose(piece.t, piece.from, piece.y), of: scene.object(.guardRail))
        piece.shade(&scene, bottom: height - 0.31 - 0.4 * Float(bars - 1), top: height)
    }

    private func wall(_ scene: inout Scene, _ piece: Piece, _ chance: inout Chance) {
        let paint = Paint(concrete * chance.between(0.96, 1.04), .barrier)
        let top = height + fence
        for (a, b) in [
            (SIMD2<Float>(0.12, 0), SIMD2<Float>(0.12, height)), (SIMD2(0.12, height), SIMD2(-0.12, height)),
            (SIMD2(-0.12, height), SIMD2(-0.12, 0)),
        ] { scene.add(piece.panel(a, b), paint, label: .wall) }
        piece.shade(&scene, bottom: 0, top: height)
        let foot = piece.course.point(piece.t, piece.from, piece.y + height)
        let object = scene.object(.fence)
        var post = Shape()
        post.capsule(foot, foot + Point(0, fence, 0), 0.04, Paint(steel * 0.8))
        scene.add(post, at: Pose(Point(), heading: 0), of: object)
        if hasBars {
            for y in [height + 0.1, top - 0.08] {
                scene.add(piece.panel(SIMD2(0, y), SIMD2(0, y + 0.06)), Paint(steel * 0.7), label: .fence)
            }
            // Far bars are wider and fewer, as few pixels need no more.
            let gap: Float = piece.from > 30 ? 0.36 : 0.15, share = min(gap / (piece.to - piece.from), 1)
            for i in 0..<Int(1 / share) {
                let from = mix(piece.from, piece.to, Float(i) * share)
                let bar = Piece(
                    course: piece.course, t: piece.t, y: piece.y, from: from, to: from + 0.3 * gap)
                scene.add(bar.panel(SIMD2(0, height), SIMD2(0, top - 0.05)), Paint(steel * 0.7), label: .fence)
            }
        } else {
            scene.add(
                piece.panel(SIMD2(0, height), SIMD2(0, top)), Paint(steel * 0.85, .mesh), label: .fence)
        }
    }

    private func tube(_ scene: inout Scene, _ a: Point, _ b: Point, _ radius: Float) {
        var shape = Shape()
        shape.capsule(a, b, radius, Paint(steel, .galvanised))
        scene.add(shape, at: Pose(Point(), heading: 0), of: scene.object(.guardRail))
    }
}
