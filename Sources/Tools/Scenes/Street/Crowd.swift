/// People on foot, alone and in groups.
struct Crowd {
    let road: Road
    let sides: [Roadside]

    func draw(_ scene: inout Scene, _ places: inout Places, _ chance: inout Chance) {
        let groups = chance.happens(0.08) ? 0 : chance.pick([3, 4, 5, 6, 8, 10, 13, 17])
        for _ in 0..<groups {
            let side = chance.pick(sides), s = chance.logBetween(5, 50)
            guard s < road.end - 1 else { continue }
            let t = side.side * chance.between(side.kerb + 0.3, side.pavementEnd - 0.2)
            group(
                &scene, t: t, s: s, y: road.isCrossing(s) ? 0 : Road.kerb,
                heading: chance.pick([0, .pi, 0, .pi, .pi / 2, -.pi / 2, chance.between(-3, 3)]), &places, &chance)
        }
        // Across the road.
        if chance.happens(0.45) {
            let s = road.crossing.map { $0.lowerBound - chance.between(2, 4) } ?? chance.logBetween(9, 45)
            for _ in 0..<chance.whole(1...4) {
                group(
                    &scene, t: chance.between(road.left + 0.3, road.right - 0.3), s: s + chance.between(-1, 1), y: 0,
                    heading: chance.sign() * .pi / 2, &places, &chance)
            }
        }
    }

    private func group(
        _ scene: inout Scene, t: Float, s: Float, y: Float, heading: Float, _ places: inout Places,
        _ chance: inout Chance
    ) {
        let walk = heading + chance.between(-0.25, 0.25)
        for _ in 0..<chance.pick([1, 1, 1, 2, 2, 3]) {
            let height = chance.happens(0.12) ? chance.between(1.0, 1.4) : chance.between(1.55, 1.92)
            let pose = road.pose(
                t + chance.between(-0.7, 0.7), s + chance.between(-0.7, 0.7), y,
                heading: walk + chance.between(-0.3, 0.3))
            guard pose.position.z > 3 else { continue }
            _ = scene.place(Person.onFoot(height: height, &chance), at: pose, .person, margin: 0, &places)
        }
    }
}
