/// Draws road, pavements, grass and all that is painted on them.
struct Ground {
    let road: Road
    let sides: [Roadside]
    private let asphalt: Paint
    private let parking: Paint
    private let pavement: Paint
    private let kerbstone: Paint
    private let grass: Paint
    private let white: Paint
    private let wide: Float = 90

    init(_ road: Road, _ sides: [Roadside], _ chance: inout Chance) {
        self.road = road
        self.sides = sides
        let tone = chance.between(0.3, 0.5)
        let setts = chance.happens(0.1)
        asphalt = Paint(RGB(tone, tone * 1.01, tone * 1.03), setts ? .setts : .asphalt)
        parking = Paint(chance.near(grey(tone * 1.1), 0.04), chance.pick([.asphalt, .setts]))
        let stone = chance.pick([grey(0.55), grey(0.62), RGB(0.6, 0.55, 0.5), RGB(0.6, 0.48, 0.43), grey(0.48)])
        pavement = Paint(chance.near(stone, 0.05), chance.pick([.paving, .paving, .setts, .asphalt]))
        kerbstone = Paint(grey(chance.between(0.55, 0.72)), .concrete)
        grass = Paint(
            chance.near(chance.pick([RGB(0.3, 0.42, 0.17), RGB(0.36, 0.46, 0.2), RGB(0.45, 0.44, 0.24)]), 0.05), .grass)
        white = Paint(grey(chance.between(0.75, 0.92)), .marking, layer: 2)
    }

    func draw(_ scene: inout Scene, _ chance: inout Chance) {
        var s: Float = -6
        let last = road.end < 200 ? road.end : 300
        while s < last {
            var next = min(s + (s < 60 ? 5 : 12), last)
            // Pieces end where the cross street begins and ends.
            if let crossing = road.crossing {
                for edge in [crossing.lowerBound, crossing.upperBound] where edge > s && edge < next { next = edge }
            }
            row(&scene, s, next)
            s = next
        }
        if road.end < 200 {
            strip(
                &scene, left: -wide, right: wide, from: last, to: last + 60, height: Road.kerb, pavement,
                label: .sidewalk)
        }
        markings(&scene, &chance)
    }

    private func strip(
        _ scene: inout Scene, left t0: Float, right t1: Float, from s0: Float, to s1: Float, height y: Float,
        _ paint: Paint,
        label: Label
    ) {
        guard t1 > t0, s1 > s0 else { return }
        scene.strip(road.course, t0...t1, s0...s1, height: y, paint, label: label)
    }

    private func row(_ scene: inout Scene, _ s0: Float, _ s1: Float) {
        let middle = (s0 + s1) / 2
        if road.isCrossing(middle) {
            return strip(&scene, left: -wide, right: wide, from: s0, to: s1, height: 0, asphalt, label: .road)
        }
        strip(
            &scene, left: road.left + road.parking.x, right: road.right - road.parking.y, from: s0, to: s1, height: 0,
            asphalt, label: .road)
        strip(
            &scene, left: road.left, right: road.left + road.parking.x, from: s0, to: s1, height: 0, parking,
            label: .road)
        strip(
            &scene, left: road.right - road.parking.y, right: road.right, from: s0, to: s1, height: 0, parking,
            label: .road)
        if road.median > 0 {
            let half = road.median / 2, isGreen = road.median > 1.6
            strip(
                &scene, left: -half, right: half, from: s0, to: s1, height: Road.kerb, isGreen ? grass : kerbstone,
                label: isGreen ? .terrain : .sidewalk)
            for t in [-half, half] {
                scene.add(
                    [road.point(t, s0), road.point(t, s1), road.point(t, s1, Road.kerb), road.point(t, s0, Road.kerb)],
                    kerbstone,
                    label: isGreen ? .terrain : .sidewalk)
            }
        }
        for side in sides {
            func band(_ from: Float, _ to: Float, _ paint: Paint, _ label: Label) {
                let a = side.side * from, b = side.side * to
                strip(
                    &scene, left: min(a, b), right: max(a, b), from: s0, to: s1, height: Road.kerb, paint, label: label)
            }
            let edge = side.side * side.kerb
            scene.add(
                [
                    road.point(edge, s0), road.point(edge, s1), road.point(edge, s1, Road.kerb),
                    road.point(edge, s0, Road.kerb),
                ], kerbstone,
                label: .sidewalk)
            band(side.kerb, side.kerb + 0.14, kerbstone, .sidewalk)
            let nearCrossing = road.isCrossing(middle, margin: 4)
            band(
                side.kerb + 0.14, side.pavementStart, nearCrossing ? pavement : grass,
                nearCrossing ? .sidewalk : .terrain)
            band(side.pavementStart + (side.verge > 0 ? 0 : 0.14), side.pavementEnd, pavement, .sidewalk)
            band(side.pavementEnd, wide, nearCrossing ? pavement : grass, nearCrossing ? .sidewalk : .terrain)
        }
    }

    private func markings(_ scene: inout Scene, _ chance: inout Chance) {
        let last: Float = min(road.end, 130)
        func line(_ t: Float, dash: Float?, gap: Float = 0, width: Float = 0.13) {
            var s: Float = 1
            while s < last {
                let next = s + (dash ?? 5)
                if !road.isCrossing((s + next) / 2, margin: 3) {
                    strip(
                        &scene, left: t - width / 2, right: t + width / 2, from: s, to: min(next, last), height: 0.001,
                        white, label: .road)
                }
                s = next + (dash == nil ? 0 : gap)
            }
        }
        let dash = chance.between(2.5, 4), gap = chance.between(3, 6), hasEdges = chance.happens(0.4)
        if chance.happens(0.85) {
            if road.median == 0, !road.isOneWay {
                if chance.happens(0.25) { line(0, dash: nil) } else { line(0, dash: dash, gap: gap) }
            }
            for i in 1..<max(road.ownLanes, 1) {
                line(road.median / 2 + Float(i) * road.laneWidth, dash: dash, gap: gap)
            }
            for i in 1..<max(road.oncomingLanes, 1) {
                line(-road.median / 2 - Float(i) * road.laneWidth, dash: dash, gap: gap)
            }
            if hasEdges || road.parking.x > 0 { line(road.left + max(road.parking.x, 0.3), dash: nil) }
            if hasEdges || road.parking.y > 0 { line(road.right - max(road.parking.y, 0.3), dash: nil) }
        }
        if let crossing = road.crossing, chance.happens(0.75) {
            zebra(&scene, crossing.lowerBound - 4.5, chance.between(2.5, 3.5), chance.happens(0.7))
            if chance.happens(0.5), road.end > 200 { zebra(&scene, crossing.upperBound + 1, 3, false) }
        } else if chance.happens(0.35) {
            zebra(&scene, chance.logBetween(9, 45), chance.between(2.5, 4), false)
        }
        for lane in road.railLanes { rails(&scene, lane.t) }
        for _ in 0..<chance.whole(0...5) {
            cover(&scene, chance.between(road.left, road.right), chance.logBetween(5, 40))
        }
        if chance.happens(0.3) {
            arrow(&scene, road.lanes[chance.whole(0...road.ownLanes - 1)].t, chance.between(9, 22))
        }
        patches(&scene, &chance)
    }

    private func zebra(_ scene: inout Scene, _ s: Float, _ long: Float, _ hasStopLine: Bool) {
        var t = road.left + 0.3
        while t < road.right - 0.5 {
            strip(&scene, left: t, right: t + 0.5, from: s, to: s + long, height: 0.001, white, label: .road)
            t += 1
        }
        if hasStopLine {
            strip(
                &scene, left: road.median / 2 + 0.2, right: road.right - road.parking.y - 0.2, from: s - 1.6,
                to: s - 1.15, height: 0.001, white, label: .road
            )
        }
    }

    private func rails(_ scene: inout Scene, _ t: Float) {
        let steel = Paint(RGB(0.3, 0.3, 0.31), .marking, layer: 1)
        for side: Float in [-0.72, 0.72] {
            var s: Float = 0.5
            while s < min(road.end - 6, 110) {
                strip(
                    &scene, left: t + side - 0.05, right: t + side + 0.05, from: s, to: s + 6, height: 0.001, steel,
                    label: .road)
                s += 6
            }
        }
    }

    private func cover(_ scene: inout Scene, _ t: Float, _ s: Float) {
        let points = (0..<14).map { i -> Point in
            let angle = Float(i) * .pi / 7
            return road.point(t + 0.32 * cosine(angle), s + 0.32 * sine(angle), 0.001)
        }
        scene.add(points, Paint(grey(0.24), .setts, layer: 1), label: .road)
    }

    private func arrow(_ scene: inout Scene, _ t: Float, _ s: Float) {
        strip(&scene, left: t - 0.08, right: t + 0.08, from: s, to: s + 2.2, height: 0.001, white, label: .road)
        scene.add(
            [
                road.point(t - 0.35, s + 2.2, 0.001), road.point(t + 0.35, s + 2.2, 0.001),
                road.point(t, s + 3.6, 0.001),
            ], white, label: .road
        )
    }

    /// Repairs, darker and lighter.
    private func patches(_ scene: inout Scene, _ chance: inout Chance) {
        for _ in 0..<chance.whole(0...6) {
            let t = chance.between(road.left + 0.5, road.right - 2), s = chance.logBetween(4, 60),
                tone = chance.between(0.75, 1.18)
            strip(
                &scene, left: t, right: t + chance.between(0.5, 2), from: s, to: s + chance.between(1, 9),
                height: 0.0005,
                Paint(asphalt.colour * tone, asphalt.material, layer: 1), label: .road)
        }
    }
}
