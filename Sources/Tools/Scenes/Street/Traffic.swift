/// Everything that drives or is parked, riders included.
struct Traffic {
    enum Kind { case car, truck, bus, tram, motorcycle, bicycle }

    let road: Road
    let sides: [Roadside]

    /// Rare kinds first, so that they find room; then cars along the kerbs and in the lanes.
    func draw(_ scene: inout Scene, _ places: inout Places, _ chance: inout Chance) {
        guests(&scene, &places, &chance)
        parked(&scene, &places, &chance)
        cycles(&scene, &places, &chance)
        crossTraffic(&scene, &places, &chance)
        let density = chance.logBetween(6, 50)
        for (index, lane) in road.lanes.enumerated() {
            let isOwn = abs(lane.t - road.cameraT) < 1
            var s = isOwn ? chance.logBetween(11, 50) : chance.logBetween(3, 25)
            while s < min(road.end - 5, 130) {
                let kind: Kind = chance.pick([
                    .car, .car, .car, .car, .car, .car, .car, .car, .car, .car, .motorcycle, s < 20 ? .car : .truck,
                    s < 20 ? .car : .bus,
                ])
                drive(
                    &scene, kind, t: lane.t + chance.between(-0.25, 0.25), s: s, heading: lane.heading, &places, &chance
                )
                s += 6 + chance.logBetween(2, density) + Float(index)
            }
        }
    }

    private func guests(_ scene: inout Scene, _ places: inout Places, _ chance: inout Chance) {
        for (kind, probability) in [
            (Kind.tram, Float(0.42)), (.bus, 0.36), (.truck, 0.34), (.motorcycle, 0.42), (.bicycle, 0.6),
            (.bicycle, 0.4),
        ] where chance.happens(probability) {
            for _ in 0..<8 {
                var lane = chance.pick(road.lanes)
                if kind == .tram, let rail = road.railLanes.last {
                    lane = chance.happens(0.7) ? rail : road.railLanes[0]
                }
                let isOwn = abs(lane.t - road.cameraT) < 1, isSlim = kind == .bicycle || kind == .motorcycle
                // The middle of what is long is farther than its end.
                let s = isSlim ? chance.logBetween(isOwn ? 8 : 5, 40) : chance.logBetween(isOwn ? 24 : 14, 75)
                guard s < road.end - 8 else { continue }
                if kind == .bicycle {
                    let side = sides[lane.heading == 0 ? 1 : 0], edge = road.kerb(side.side)
                    let onPavement = chance.happens(0.3)
                    let t =
                        edge + side.side
                        * (onPavement
                            ? side.verge + chance.between(0.6, side.pavement - 0.5)
                            : -chance.between(0.5, 1) - (side.side < 0 ? road.parking.x : road.parking.y))
                    if drive(
                        &scene, kind, t: t, s: s,
                        heading: onPavement && chance.happens(0.3) ? .pi - lane.heading : lane.heading,
                        y: onPavement ? Road.kerb : 0, &places, &chance)
                    {
                        break
                    }
                } else if drive(
                    &scene, kind, t: lane.t + (isSlim ? chance.between(-0.9, 0.9) : chance.between(-0.1, 0.1)), s: s,
                    heading: lane.heading, &places,
                    &chance)
                {
                    break
                }
            }
        }
    }

    private func parked(_ scene: inout Scene, _ places: inout Places, _ chance: inout Chance) {
        for side in sides {
            let room = side.side < 0 ? road.parking.x : road.parking.y
            guard room > 0 else { continue }
            let fill = chance.between(0.35, 0.95), heading: Float = side.side > 0 || road.isOneWay ? 0 : .pi
            var s = chance.between(2, 9)
            while s < min(road.end - 8, 120) {
                if chance.happens(fill), !road.isCrossing(s, margin: 5) {
                    let kind: Kind = chance.pick([
                        .car, .car, .car, .car, .car, .car, .car, .car, .car, .car, .car, .car, .car,
                        s < 12 ? .car : .truck,
                    ])
                    let turn = heading + (chance.happens(0.08) ? .pi : 0) + chance.between(-0.05, 0.05)
                    drive(&scene, kind, t: side.side * (side.kerb - 1.1), s: s, heading: turn, &places, &chance)
                }
                s += chance.between(5.6, 7.5)
            }
        }
    }

    /// Parked bicycles and motorcycles on the pavements.
    private func cycles(_ scene: inout Scene, _ places: inout Places, _ chance: inout Chance) {
        for side in sides {
            for kind in [Kind.bicycle, .motorcycle] where chance.happens(kind == .bicycle ? 0.45 : 0.28) {
                let start = chance.logBetween(5, 35),
                    heading = chance.pick([0, .pi / 2, .pi / 2, -.pi / 2, 0.8] as [Float])
                let t =
                    side.side
                    * chance.between(side.pavementStart + 0.7, max(side.pavementEnd - 0.6, side.pavementStart + 0.8))
                let step: Float = heading == 0 ? 2.1 : (kind == .bicycle ? 0.7 : 1.1)
                for i in 0..<chance.pick([1, 1, 1, 2, 3, 4, 5]) {
                    let s = start + Float(i) * step
                    guard !road.isCrossing(s, margin: 1) else { continue }
                    let pose = road.pose(t, s, Road.kerb, heading: heading + chance.between(-0.12, 0.12)).leaning(
                        chance.between(-0.12, 0.12))
                    let cycle = kind == .bicycle ? Cycle.bicycle(&chance) : Cycle.motorcycle(&chance)
                    _ = scene.place(cycle.body, at: pose, kind == .bicycle ? .bicycle : .motorcycle, margin: 0, &places)
                }
            }
        }
    }

    private func crossTraffic(_ scene: inout Scene, _ places: inout Places, _ chance: inout Chance) {
        guard let crossing = road.crossing else { return }
        let middle = (crossing.lowerBound + crossing.upperBound) / 2,
            lane = (crossing.upperBound - crossing.lowerBound) / 4
        for (offset, heading) in [(-lane, Float.pi / 2), (lane, -Float.pi / 2)] {
            for _ in 0..<chance.whole(0...3) {
                let kind: Kind = chance.pick([
                    .car, .car, .car, .car, .car, .truck, .bus, .tram, .motorcycle, .bicycle, .bicycle,
                ])
                drive(&scene, kind, t: chance.between(-22, 22), s: middle + offset, heading: heading, &places, &chance)
            }
        }
        // One that turns.
        if chance.happens(0.5) {
            drive(
                &scene, chance.pick([.car, .car, .car, .truck, .bus, .motorcycle, .bicycle]),
                t: chance.between(road.left, road.right),
                s: middle + chance.between(-1, 1),
                heading: chance.between(-.pi, .pi), &places, &chance)
        }
    }

    @discardableResult
    private func drive(
        _ scene: inout Scene, _ kind: Kind, t: Float, s: Float, heading: Float, y: Float = 0,
        _ places: inout Places,
        _ chance: inout Chance
    ) -> Bool {
        let swerve = chance.happens(0.12) && kind != .tram ? chance.between(-0.5, 0.5) : chance.between(-0.03, 0.03)
        let pose = road.pose(t, s, y, heading: heading + swerve)
        switch kind {
        case .car: return scene.place(Car.shape(&chance), at: pose, .car, margin: 0.15, &places) != nil
        case .truck: return scene.place(Truck.shape(&chance), at: pose, .truck, margin: 0.15, &places) != nil
        case .bus: return scene.place(Coach.bus(&chance), at: pose, .bus, margin: 0.15, &places) != nil
        case .tram: return scene.place(Coach.tram(&chance), at: pose, .train, margin: 0.15, &places) != nil
        case .motorcycle, .bicycle:
            let cycle = kind == .motorcycle ? Cycle.motorcycle(&chance) : Cycle.bicycle(&chance)
            let rider = Person.riding(cycle.seat, &chance), leaning = pose.leaning(chance.between(-0.06, 0.06))
            guard
                let object = scene.place(
                    cycle.body, at: leaning, kind == .motorcycle ? .motorcycle : .bicycle, margin: 0.1, &places)
            else { return false }
            let person = scene.object(.rider, partner: object)
            scene.shade(object: person, sunlight: scene.objects[object].sunlight)
            scene.add(rider, at: leaning, of: person)
            return true
        }
    }
}

extension Scene {
    /// Puts a thing where there is room for it, with its shadow; nil where there is none. The camera's own place is
    /// kept free.
    mutating func place(_ body: Body, at pose: Pose, _ label: Label, margin: Float, _ places: inout Places) -> Int? {
        guard places.claim(pose, halfWidth: body.halfWidth, halfLength: body.halfLength, margin: margin) else {
            return nil
        }
        let object = object(label)
        // In the shade of houses; the thing's own shadow comes after.
        shade(object: object, sunlight: shadows.light(at: pose.position + Point(0, 1, 0), above: 4).sun > 0 ? 1 : 0.12)
        add(body.shape, at: pose, of: object)
        shadows.add(pose, halfWidth: body.halfWidth, halfLength: body.halfLength, top: body.height * 0.92)
        return object
    }
}
