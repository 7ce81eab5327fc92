/// What stands beyond the pavements: houses, gardens, parks, walls.
struct Frontage {
    private enum Kind { case house, park, garden, wall, yard }

    let road: Road
    /// How likely each kind is in this quarter.
    private let kinds: [Kind]
    private let storeys: ClosedRange<Float>
    private let leaf: RGB

    init(_ road: Road, _ chance: inout Chance) {
        self.road = road
        switch chance.whole(0...4) {
        case 0, 1:
            kinds = [.house, .house, .house, .house, .house, .house, .garden, .yard]
            storeys = 9...22
        case 2:
            kinds = [.house, .house, .house, .garden, .garden, .park, .wall, .yard]
            storeys = 6...11
        case 3:
            kinds = [.park, .park, .park, .house, .wall, .garden, .yard]
            storeys = 7...18
        default:
            kinds = [.house, .wall, .yard, .yard, .house, .wall, .park]
            storeys = 5...14
        }
        leaf = Greenery.leaf(&chance)
    }

    func draw(_ scene: inout Scene, _ sides: [Roadside], _ chance: inout Chance) {
        for side in sides {
            var s = chance.between(-14, -4)
            let last = road.end < 200 ? road.crossing?.lowerBound ?? road.end : 170
            while s < last {
                let long = chance.between(8, 20)
                if let crossing = road.crossing, s + long > crossing.lowerBound - 3.5, s < crossing.upperBound + 3.5 {
                    // A shorter piece up to the corner, then on behind the cross street.
                    let room = crossing.lowerBound - 3.5 - s
                    if room > 5 { piece(&scene, side, s, long: room, &chance) }
                    s = crossing.upperBound + 3.5
                    continue
                }
                piece(&scene, side, s, long: long, &chance)
                s += long + (chance.happens(0.12) ? chance.between(1, 4) : 0)
            }
        }
        backdrop(&scene, &chance)
    }

    private func piece(_ scene: inout Scene, _ side: Roadside, _ s: Float, long: Float, _ chance: inout Chance) {
        let middle = s + long / 2, away = side.side
        func pose(_ distance: Float) -> Pose { road.pose(away * distance, middle, Road.kerb) }
        let tint = chance.near(leaf, 0.04)
        switch chance.pick(kinds) {
        case .house:
            if side.garden > 1.5 { front(&scene, side, middle, long: long, &chance) }
            house(&scene, side.side, pose(side.line), long: long, &chance)
        case .garden:
            front(&scene, side, middle, long: long, &chance)
            for _ in 0..<chance.whole(1...3) {
                tree(&scene, side, s, long: long, from: side.pavementEnd + 1.5, reach: 10, &chance)
            }
            house(
                &scene, side.side, pose(side.line + chance.between(5, 9)), long: min(long, chance.between(8, 13)),
                &chance)
        case .park:
            if chance.happens(0.4) {
                Greenery.hedge(
                    &scene, at: pose(side.pavementEnd + 0.6), long: long, height: chance.between(0.7, 2), tint, &chance)
            }
            for _ in 0..<chance.whole(2...5) {
                tree(&scene, side, s, long: long, from: side.pavementEnd + 1, reach: 22, &chance)
            }
            for _ in 0..<chance.whole(0...4) { bush(&scene, side, s, long: long, &chance) }
        case .wall:
            Barrier.wall(
                &scene, at: pose(side.pavementEnd + 0.2), long: long, height: chance.between(1.2, 3.2), &chance)
            if chance.happens(0.75) {
                for _ in 0..<chance.whole(1...4) {
                    tree(&scene, side, s, long: long, from: side.pavementEnd + 2, reach: 12, &chance)
                }
            }
            if chance.happens(0.5) {
                house(&scene, side.side, pose(side.pavementEnd + chance.between(8, 16)), long: long, &chance)
            }
        case .yard:
            Barrier.fence(
                &scene, at: pose(side.pavementEnd + 0.2), long: long, height: chance.between(1.2, 2.2), &chance)
            for _ in 0..<chance.whole(0...3) { bush(&scene, side, s, long: long, &chance) }
            if chance.happens(0.6) {
                house(&scene, side.side, pose(side.pavementEnd + chance.between(6, 14)), long: long, &chance)
            }
            if chance.happens(0.5) { tree(&scene, side, s, long: long, from: side.pavementEnd + 3, reach: 9, &chance) }
        }
    }

    /// Between pavement and front garden.
    private func front(_ scene: inout Scene, _ side: Roadside, _ s: Float, long: Float, _ chance: inout Chance) {
        let pose = road.pose(side.side * (side.pavementEnd + 0.25), s, Road.kerb)
        switch chance.whole(0...4) {
        case 0:
            Greenery.hedge(
                &scene, at: pose, long: long, height: chance.between(0.7, 1.6), chance.near(leaf, 0.04), &chance)
        case 1: Barrier.fence(&scene, at: pose, long: long, height: chance.between(0.8, 1.5), &chance)
        case 2: Barrier.wall(&scene, at: pose, long: long, height: chance.between(0.6, 1.6), &chance)
        default: break
        }
    }

    private func house(_ scene: inout Scene, _ side: Float, _ pose: Pose, long: Float, _ chance: inout Chance) {
        let height = chance.between(storeys.lowerBound, storeys.upperBound)
        Building.add(&scene, at: pose, side: side, width: long, height: height, depth: chance.between(8, 14), &chance)
    }

    private func tree(
        _ scene: inout Scene, _ side: Roadside, _ s: Float, long: Float, from: Float, reach: Float,
        _ chance: inout Chance
    ) {
        let pose = road.pose(side.side * (from + chance.between(0, reach)), s + chance.between(0, long), Road.kerb)
        guard pose.position.z > 5 || abs(pose.position.x) > 5 else { return }
        Greenery.tree(&scene, at: pose, height: chance.between(5, 14), chance.near(leaf, 0.06), &chance)
    }

    private func bush(_ scene: inout Scene, _ side: Roadside, _ s: Float, long: Float, _ chance: inout Chance) {
        let pose = road.pose(
            side.side * (side.pavementEnd + chance.between(1, 6)), s + chance.between(0, long), Road.kerb)
        Greenery.bush(&scene, at: pose, height: chance.between(0.7, 2.2), chance.near(leaf, 0.06), &chance)
    }

    /// Houses across the end of the street, or far trees and houses before the horizon.
    private func backdrop(_ scene: inout Scene, _ chance: inout Chance) {
        if road.end < 200 {
            var t: Float = -70
            while t < 70 {
                let long = chance.between(9, 20)
                if chance.happens(0.8) {
                    // Its facade looks back along the street.
                    let pose = road.pose(t + long / 2, road.end + 4, Road.kerb, heading: -.pi / 2)
                    house(&scene, 1, pose, long: long, &chance)
                } else {
                    for _ in 0..<4 {
                        Greenery.tree(
                            &scene,
                            at: road.pose(t + chance.between(0, long), road.end + chance.between(4, 9), Road.kerb),
                            height: chance.between(7, 13), leaf, &chance)
                    }
                }
                t += long
            }
            return
        }
        let angle = road.direction(200)
        for i in 0..<44 {
            let place =
                road.point(0, 200) + Point(cosine(angle), 0, -sine(angle))
                * ((Float(i) - 22) * 7 + chance.between(-2, 2))
            let pose = Pose(place + Point(0, 0, chance.between(0, 30)), heading: angle)
            if chance.happens(0.35) {
                Building.add(
                    &scene, at: Pose(pose.position, heading: angle - .pi / 2), side: 1, width: chance.between(10, 22),
                    height: chance.between(6, 20), depth: 10, &chance)
            } else {
                Greenery.thicket(&scene, at: pose, height: chance.between(6, 13), leaf, &chance)
            }
        }
    }
}
