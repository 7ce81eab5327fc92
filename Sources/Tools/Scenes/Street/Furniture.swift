/// Lamp posts, signs, traffic lights, street trees, and what is of no class: bins and boxes.
struct Furniture {
    let road: Road

    func draw(_ scene: inout Scene, _ sides: [Roadside], _ places: inout Places, _ chance: inout Chance) {
        let leaf = Greenery.leaf(&chance)
        for side in sides {
            let lampStep = chance.between(18, 35), hasLamps = chance.happens(0.75),
                lampHeight = chance.between(4.5, 8.5)
            if hasLamps {
                for s in stride(from: chance.between(4, 20), to: min(road.end, 140), by: lampStep)
                where !road.isCrossing(s, margin: 2) {
                    lamp(&scene, side, at: s, height: lampHeight, &places)
                }
            }
            var s = chance.between(5, 18)
            while s < min(road.end - 3, 90) {
                if !road.isCrossing(s, margin: 1) { sign(&scene, side, at: s, &places, &chance) }
                s += chance.logBetween(9, 45)
            }
            if chance.happens(side.verge > 0 ? 0.75 : 0.35) {
                let step = chance.between(7, 14), height = chance.between(5, 11)
                for s in stride(from: chance.between(6, 14), to: min(road.end, 150), by: step)
                where !road.isCrossing(s, margin: 4) {
                    let distance = side.verge > 0 ? side.kerb + side.verge / 2 : side.kerb + 0.7
                    let pose = road.pose(side.side * distance, s + chance.between(-0.8, 0.8), Road.kerb)
                    guard places.claim(pose.position, 0.3) else { continue }
                    Greenery.tree(
                        &scene, at: pose, height: height * chance.between(0.85, 1.15), chance.near(leaf, 0.03), &chance)
                }
            }
            for _ in 0..<chance.whole(0...3) { bin(&scene, side, at: chance.logBetween(5, 40), &places, &chance) }
            if chance.happens(0.15) { guardRail(&scene, side, &chance) }
            if chance.happens(0.25) { bollards(&scene, side, from: chance.logBetween(6, 30), &places, &chance) }
        }
        if let crossing = road.crossing, chance.happens(0.85) { lights(&scene, sides, at: crossing, &places, &chance) }
    }

    private func kerbside(_ side: Roadside, _ s: Float) -> Pose {
        road.pose(side.side * (side.kerb + 0.45), s, Road.kerb)
    }

    private func lamp(_ scene: inout Scene, _ side: Roadside, at s: Float, height: Float, _ places: inout Places) {
        let pose = kerbside(side, s)
        guard places.claim(pose.position, 0.15) else { return }
        var shape = Shape()
        let paint = Paint(grey(0.33)), top = Point(0, height, 0), tip = Point(-side.side * 1.6, height + 0.35, 0)
        shape.capsule(Point(), Point(0, 1.1, 0), 0.11, paint)
        shape.capsule(Point(), top, 0.085, endRadius: 0.055, paint)
        shape.capsule(top, tip, 0.045, paint)
        shape.capsule(tip, tip + Point(-side.side * 0.6, 0.06, 0), 0.1, endRadius: 0.07, Paint(grey(0.6)))
        scene.add(shape, at: pose, of: scene.object(.pole))
        scene.shadows.add(pose, halfWidth: 0.07, halfLength: 0.07, top: height)
    }

    private func sign(
        _ scene: inout Scene, _ side: Roadside, at s: Float, _ places: inout Places, _ chance: inout Chance
    ) {
        let pose = kerbside(side, s)
        guard places.claim(pose.position, 0.15) else { return }
        var post = Shape()
        let height = chance.between(2.3, 3.2)
        post.capsule(Point(), Point(0, height + 0.4, 0), 0.04, Paint(grey(0.5)))
        scene.add(post, at: pose, of: scene.object(.pole))
        // Its face looks back along the road, slightly turned.
        let face = Pose(pose.position, heading: road.direction(s) + .pi + chance.between(-0.3, 0.3))
        var plates = Shape()
        Sign.plate(&plates, Point(0, height, 0.06), &chance)
        if chance.happens(0.3) { Sign.plate(&plates, Point(0, height - 0.75, 0.06), &chance) }
        scene.add(plates, at: face, of: scene.object(.trafficSign))
    }

    private func lights(
        _ scene: inout Scene, _ sides: [Roadside], at crossing: ClosedRange<Float>, _ places: inout Places,
        _ chance: inout Chance
    ) {
        let lit = chance.whole(0...2)
        for (s, isFar) in [(crossing.lowerBound - 0.8, false), (crossing.upperBound + 0.8, true)]
        where !isFar || (road.end > 200 && chance.happens(0.6)) {
            for side in sides {
                let pose = kerbside(side, s)
                guard places.claim(pose.position, 0.2) else { continue }
                let turn = Pose(
                    pose.position,
                    heading: road.direction(s) + .pi
                        + (chance.happens(0.15) ? side.side * 1.4 : chance.between(-0.15, 0.15))
                )
                let height = chance.between(2.3, 3)
                var post = Shape(), boxes = Shape()
                let hasArm = side.side > 0 && chance.happens(0.5)
                let paint = Paint(grey(chance.between(0.3, 0.5)))
                post.capsule(Point(), Point(0, hasArm ? 5.6 : height + 1, 0), 0.075, paint)
                Sign.trafficLight(&boxes, Point(0, height, 0.12), lit: lit)
                if hasArm {
                    let reach = side.side * (chance.between(2.5, 5))
                    post.capsule(Point(0, 5.5, 0), Point(reach, 5.6, 0), 0.06, paint)
                    Sign.trafficLight(&boxes, Point(reach, 4.7, 0.12), lit: lit)
                }
                if chance.happens(0.35) {
                    Sign.walkers(&boxes, Point(-0.35, height - 0.1, 0), lit: chance.whole(0...1))
                }
                scene.add(post, at: turn, of: scene.object(.pole))
                scene.add(boxes, at: turn, of: scene.object(.trafficLight))
            }
        }
    }

    private func bin(
        _ scene: inout Scene, _ side: Roadside, at s: Float, _ places: inout Places, _ chance: inout Chance
    ) {
        let pose = road.pose(side.side * chance.between(side.pavementStart + 0.3, side.pavementEnd - 0.3), s, Road.kerb)
        guard !road.isCrossing(s, margin: 1), places.claim(pose.position, 0.4) else { return }
        var shape = Shape()
        let tone = chance.near(
            chance.pick([RGB(0.2, 0.3, 0.2), grey(0.3), RGB(0.7, 0.4, 0.1), RGB(0.55, 0.55, 0.5)]), 0.08)
        switch chance.whole(0...2) {
        case 0: shape.box(Point(-0.28, 0, -0.3), Point(0.28, 1.05, 0.3), Paint(tone))
        case 1: shape.box(Point(-0.3, 0, -0.6), Point(0.3, 1.3, 0.6), Paint(grey(0.55)))
        default:
            shape.box(Point(-0.25, 0.4, -0.8), Point(0.2, 0.48, 0.8), Paint(RGB(0.4, 0.28, 0.18), .planks))
            for z: Float in [-0.7, 0.65] { shape.box(Point(-0.2, 0, z), Point(0.2, 0.42, z + 0.08), Paint(grey(0.2))) }
        }
        scene.add(shape, at: pose, of: scene.object(.staticObject))
        scene.shadows.add(pose, halfWidth: 0.3, halfLength: 0.4, top: 1)
    }

    /// Along the kerb, up to the cross street and on behind it.
    private func guardRail(_ scene: inout Scene, _ side: Roadside, _ chance: inout Chance) {
        let rail = CrashBarrier(.rail, &chance), last = min(road.end, 140)
        let gap = road.crossing.map { ($0.lowerBound - 5, $0.upperBound + 5) } ?? (last, last)
        for (from, to) in [(Float(-4), min(gap.0, last)), (gap.1, last)] where to > from + 4 {
            rail.draw(
                &scene, road.course, t: side.side * (side.kerb + 0.22), y: Road.kerb, from...to, facing: -side.side,
                &chance)
        }
    }

    private func bollards(
        _ scene: inout Scene, _ side: Roadside, from start: Float, _ places: inout Places, _ chance: inout Chance
    ) {
        for i in 0..<chance.whole(3...7) {
            let s = start + Float(i) * 1.6, pose = road.pose(side.side * (side.kerb + 0.35), s, Road.kerb)
            guard !road.isCrossing(s, margin: 0.5), places.claim(pose.position, 0.1) else { continue }
            var shape = Shape()
            shape.capsule(Point(), Point(0, 0.9, 0), 0.07, Paint(grey(0.3)))
            shape.capsule(Point(0, 0.72, 0), Point(0, 0.8, 0), 0.072, Paint(grey(0.9), layer: 1))
            scene.add(shape, at: pose, of: scene.object(.pole))
        }
    }
}
