/// Grass, trees and hills beside a motorway.
struct Countryside {
    private enum Growth: CaseIterable { case wood, scattered, bushes, open }

    /// The land on one side: grass that is level, or rises to a bank.
    private struct Land {
        let side: Float
        let slope: Float
        let crest: Float
        let growth: Growth

        init(side: Float, _ chance: inout Chance) {
            self.side = side
            slope = chance.happens(0.5) ? chance.between(0.1, 0.5) : 0
            crest = chance.between(5, 22)
            growth = chance.pick([.wood, .wood, .scattered, .scattered, .bushes, .open])
        }

        func height(_ distance: Float) -> Float { slope * clamp(distance - 2, 0, crest - 2) }
    }

    let motorway: Motorway
    private let lands: [Land]
    private let grass: Paint
    private let leaf: RGB

    /// Green, or dry.
    static func grass(_ chance: inout Chance) -> RGB {
        chance.near(
            chance.pick([
                RGB(0.3, 0.42, 0.17), RGB(0.36, 0.44, 0.2), RGB(0.45, 0.44, 0.24), RGB(0.56, 0.5, 0.3),
                RGB(0.62, 0.54, 0.34),
            ]), 0.04)
    }

    init(_ motorway: Motorway, _ chance: inout Chance) {
        self.motorway = motorway
        lands = [Land(side: -1, &chance), Land(side: 1, &chance)]
        grass = Paint(Countryside.grass(&chance), .grass)
        leaf = Greenery.leaf(&chance)
    }

    func draw(_ scene: inout Scene, _ chance: inout Chance) {
        for land in lands {
            ground(&scene, land)
            plants(&scene, land, &chance)
        }
        horizon(&scene, &chance)
    }

    private func t(_ land: Land, _ distance: Float) -> Float { motorway.verge(land.side) + land.side * distance }

    private func pose(_ land: Land, _ distance: Float, _ s: Float) -> Pose {
        motorway.course.pose(t(land, distance), s, land.height(distance))
    }

    private func ground(_ scene: inout Scene, _ land: Land) {
        let course = motorway.course, edges: [Float] = [-0.3, 2, land.crest, 160]
        var s: Float = -6
        while s < 420 {
            let next = s + (s < 60 ? 8 : 24)
            for (near, far) in zip(edges, edges.dropFirst()) {
                let (a, b) = (t(land, near), t(land, far)), (low, high) = (land.height(near), land.height(far))
                scene.add(
                    [
                        course.point(a, s, low - 0.01), course.point(b, s, high - 0.01),
                        course.point(b, next, high - 0.01), course.point(a, next, low - 0.01),
                    ], grass, label: .terrain)
            }
            s = next
        }
    }

    private func plants(_ scene: inout Scene, _ land: Land, _ chance: inout Chance) {
        let start = chance.between(3, 12)
        switch land.growth {
        case .wood:
            let tall = chance.between(8, 16)
            for row in 0..<2 {
                var s = chance.between(-4, 4)
                while s < 190 {
                    tree(
                        &scene, land, start + 4 * Float(row) + chance.between(-1, 1.5), s,
                        height: tall * chance.between(0.75, 1.15), &chance)
                    s += chance.between(3.5, 7) * (s > 70 ? 1.4 : 1)
                }
            }
            undergrowth(&scene, land, from: start - 1, count: 14, &chance)
        case .scattered:
            for _ in 0..<chance.whole(4...16) {
                tree(
                    &scene, land, start + chance.logBetween(0.5, 25), chance.logBetween(6, 170),
                    height: chance.between(6, 20), &chance)
            }
            undergrowth(&scene, land, from: 2, count: chance.whole(3...14), &chance)
        case .bushes: undergrowth(&scene, land, from: 1.6, count: chance.whole(15...40), &chance)
        case .open: break
        }
        // The edge of a wood farther away.
        if land.growth != .wood, chance.happens(0.7) {
            let distance = chance.between(35, 90), height = chance.between(8, 15)
            for s in stride(from: Float(0), to: 380, by: 8) where chance.happens(0.9) {
                Greenery.thicket(
                    &scene, at: pose(land, distance + chance.between(-4, 4), s),
                    height: height * chance.between(0.7, 1.1), leaf, &chance)
            }
        }
        guard land.growth != .wood, chance.happens(0.25) else { return }
        for _ in 0..<chance.whole(1...4) {
            let place = pose(land, chance.between(25, 60), chance.between(40, 200))
            Building.add(
                &scene, at: place, side: land.side, width: chance.between(10, 40), height: chance.between(5, 14),
                depth: 15, &chance)
        }
    }

    private func undergrowth(_ scene: inout Scene, _ land: Land, from: Float, count: Int, _ chance: inout Chance) {
        for _ in 0..<count {
            let place = pose(land, from + chance.logBetween(0.5, 10), chance.logBetween(6, 140))
            Greenery.bush(&scene, at: place, height: chance.between(0.7, 2.6), chance.near(leaf, 0.07), &chance)
        }
    }

    private func tree(
        _ scene: inout Scene, _ land: Land, _ distance: Float, _ s: Float, height: Float, _ chance: inout Chance
    ) {
        Greenery.tree(&scene, at: pose(land, max(distance, 2.5), s), height: height, chance.near(leaf, 0.06), &chance)
    }

    /// Trees across the end of the view, and hills behind them.
    private func horizon(_ scene: inout Scene, _ chance: inout Chance) {
        let far: Float = 400, course = motorway.course, height = chance.between(4, 13)
        let angle = course.direction(far), across = Point(cosine(angle), 0, -sine(angle))
        for i in -40...40 where chance.happens(0.9) {
            Greenery.thicket(
                &scene,
                at: Pose(
                    course.point(0, far) + across * (Float(i) * 7 + chance.between(-3, 3))
                        + Point(0, 0, chance.between(0, 30)), heading: angle),
                height: height * chance.between(0.6, 1.2), leaf, &chance)
        }
        guard chance.happens(0.6) else { return }
        for ridge in 0..<chance.whole(1...2) {
            let distance = 900 - 300 * Float(ridge), top = distance * chance.between(0.02, 0.1)
            let seed = UInt32(truncatingIfNeeded: chance.next())
            let colour = mix(leaf, RGB(0.3, 0.4, 0.45), ridge == 0 ? 0.7 : 0.4)
            var crest: [Point] = []
            for i in 0...60 {
                let x = (Float(i) - 30) / 30 * 1.6 * distance
                let rise = 0.55 + 0.6 * Noise.cloud(Float(i) * 0.11, 0.5, seed)
                crest.append(Point(x, max(top * rise, 1), distance))
            }
            for (a, b) in zip(crest, crest.dropFirst()) {
                scene.add(
                    [Point(a.x, -2, a.z), Point(b.x, -2, b.z), b, a], Paint(colour, .woods), label: .vegetation)
            }
        }
    }
}
