/// Bicycles, motorcycles and scooters, with the place for a rider.
enum Cycle {
    static func bicycle(_ chance: inout Chance) -> (body: Body, seat: Person.Seat) {
        let colour = chance.near(
            chance.pick([
                grey(0.1), grey(0.6), RGB(0.7, 0.1, 0.1), RGB(0.15, 0.3, 0.6), RGB(0.1, 0.4, 0.25), grey(0.85),
                RGB(0.85, 0.5, 0.1),
            ]), 0.05)
        let frame = Paint(colour), dark = Paint(grey(0.09)), metal = Paint(grey(0.55))
        let radius = chance.between(0.32, 0.36), tube: Float = 0.024
        let rear = Point(0, radius, -0.53), front = Point(0, radius, 0.53), pedals = Point(0, 0.29, -0.06)
        let saddle = Point(0, chance.between(0.88, 0.98), -0.24), neck = Point(0, 0.86, 0.36),
            fork = Point(0, 0.72, 0.41)
        let isLow = chance.happens(0.4), under = mix(pedals, saddle, isLow ? 0.4 : 0.82)
        var shape = Shape()
        let rim = chance.near(RGB(0.3, 0.3, 0.28), 0.08)
        shape.spokedWheel(z: rear.z, radius: radius, tyre: 0.03, rim: rim)
        shape.spokedWheel(z: front.z, radius: radius, tyre: 0.03, rim: rim)
        for (a, b, width) in [
            (pedals, saddle, tube), (under, neck, tube), (pedals, fork, tube * 1.2), (neck, fork, tube * 1.2),
            (rear, pedals, tube * 0.8),
            (rear, mix(pedals, saddle, 0.8), tube * 0.8), (fork, front, tube),
        ] { shape.capsule(a, b, width, frame.over(2)) }
        let grip = Point(0.27, chance.between(1.0, 1.12), 0.24)
        shape.capsule(neck, Point(0, grip.y, 0.34), 0.02, metal)
        for side: Float in [-1, 1] {
            shape.capsule(Point(0, grip.y, 0.34), Point(side * grip.x, grip.y, grip.z), 0.02, dark)
        }
        shape.capsule(saddle + Point(0, 0.02, -0.1), saddle + Point(0, 0.02, 0.13), 0.07, endRadius: 0.03, dark)
        let turn = chance.between(0, 2 * .pi), crank = Point(0, 0.17 * sine(turn), 0.17 * cosine(turn))
        let left = pedals + crank + Point(-0.12, 0, 0), right = pedals - crank + Point(0.12, 0, 0)
        shape.capsule(pedals, pedals + crank, 0.018, metal)
        shape.capsule(pedals, pedals - crank, 0.018, metal)
        if chance.happens(0.3) { shape.box(Point(-0.18, 0.8, 0.45), Point(0.18, 1.02, 0.75), Paint(grey(0.2), .mesh)) }
        if chance.happens(0.35) {
            for side: Float in [-1, 1] {
                shape.box(
                    Point(side * 0.08, 0.4, -0.75), Point(side * 0.22, 0.74, -0.4),
                    Paint(chance.near(RGB(0.2, 0.2, 0.22), 0.12), .cloth))
            }
        }
        if chance.happens(0.7) { shape.blob(Point(0, 0.72, -0.78), 0.04, Paint(RGB(0.75, 0.08, 0.06))) }
        let seat = Person.Seat(
            saddle: saddle, grip: grip, leftFoot: left + Point(0, 0.06, -0.02),
            rightFoot: right + Point(0, 0.06, -0.02),
            lean: chance.between(0.15, 0.6),
            needsHelmet: false)
        return (Body(shape: shape, halfWidth: 0.25, halfLength: 0.88, height: 1.1), seat)
    }

    static func motorcycle(_ chance: inout Chance) -> (body: Body, seat: Person.Seat) {
        chance.happens(0.35) ? scooter(&chance) : motorbike(&chance)
    }

    private static func colour(_ chance: inout Chance) -> RGB {
        chance.near(
            chance.pick([
                grey(0.1), RGB(0.7, 0.08, 0.08), RGB(0.12, 0.25, 0.6), grey(0.75), RGB(0.85, 0.45, 0.08),
                RGB(0.15, 0.45, 0.2),
                RGB(0.85, 0.75, 0.15),
            ]), 0.05)
    }

    /// A tyre as a chain of tubes, with a rim.
    private static func wheel(_ shape: inout Shape, z: Float, radius: Float, tyre: Float) {
        let centre = Point(0, radius, z), ring = radius - tyre
        for i in 0..<18 {
            let a = Float(i) * .pi / 9, b = Float(i + 1) * .pi / 9
            shape.capsule(
                centre + Point(0, ring * sine(a), ring * cosine(a)),
                centre + Point(0, ring * sine(b), ring * cosine(b)), tyre,
                Paint(Shape.rubber))
        }
        shape.disc(centre, ring, Paint(grey(0.22), .spokes))
        shape.disc(centre, ring * 0.35, Paint(grey(0.45), layer: 1))
    }

    private static func motorbike(_ chance: inout Chance) -> (body: Body, seat: Person.Seat) {
        let paint = Paint(colour(&chance), .bodywork), dark = Paint(grey(0.08)), metal = Paint(grey(0.5), .bodywork),
            radius: Float = 0.32
        var shape = Shape()
        wheel(&shape, z: -0.7, radius: radius, tyre: 0.085)
        wheel(&shape, z: 0.72, radius: radius, tyre: 0.075)
        // Engine, exhaust, swing arm.
        shape.capsule(Point(0, 0.42, -0.12), Point(0, 0.45, 0.2), 0.18, Paint(grey(0.2)))
        shape.capsule(Point(0, 0.6, 0.02), Point(0, 0.55, 0.22), 0.14, metal)
        for side: Float in [-1, 1] {
            shape.capsule(Point(side * 0.15, 0.36, 0), Point(side * 0.17, 0.42, -0.95), 0.05, endRadius: 0.065, metal)
            shape.capsule(Point(side * 0.1, radius, 0.72), Point(side * 0.1, 0.86, 0.48), 0.035, metal)
            shape.capsule(Point(side * 0.08, radius, -0.7), Point(side * 0.08, 0.42, -0.1), 0.045, dark)
            shape.capsule(Point(0, 0.98, 0.42), Point(side * 0.36, 1.02, 0.28), 0.028, dark)
            shape.capsule(Point(side * 0.2, 1.02, 0.38), Point(side * 0.3, 1.2, 0.4), 0.014, dark)
            shape.blob(Point(side * 0.31, 1.21, 0.4), 0.07, 0.05, dark)
        }
        // Tank, seat, tail, mudguards, lamps.
        shape.capsule(Point(0, 0.8, -0.02), Point(0, 0.84, 0.34), 0.15, endRadius: 0.17, paint)
        shape.capsule(Point(0, 0.78, -0.12), Point(0, 0.82, -0.62), 0.12, endRadius: 0.1, dark)
        shape.capsule(Point(0, 0.72, -0.4), Point(0, 0.84, -0.92), 0.11, endRadius: 0.07, paint)
        shape.capsule(Point(0, 0.68, 0.66), Point(0, 0.62, 0.92), 0.06, endRadius: 0.05, paint)
        if chance.happens(0.4) {
            shape.capsule(Point(0, 0.62, 0.2), Point(0, 0.84, 0.5), 0.22, endRadius: 0.2, paint)
            shape.polygon(
                [Point(-0.18, 0.95, 0.6), Point(0.18, 0.95, 0.6), Point(0.12, 1.25, 0.42), Point(-0.12, 1.25, 0.42)],
                Paint(RGB(0.25, 0.3, 0.34), .glass))
        }
        shape.blob(Point(0, 0.9, 0.62), 0.11, Paint(RGB(0.95, 0.95, 0.85), .lamp))
        shape.blob(Point(0, 0.8, -1.0), 0.08, 0.05, Paint(RGB(0.85, 0.07, 0.06), .lamp))
        shape.box(Point(-0.09, 0.5, -1.02), Point(0.09, 0.64, -1.0), Paint(grey(0.85)))
        if chance.happens(0.2) { shape.box(Point(-0.22, 0.9, -1.0), Point(0.22, 1.2, -0.62), dark) }
        let seat = Person.Seat(
            saddle: Point(0, 0.84, -0.3), grip: Point(0.36, 1.03, 0.27), leftFoot: Point(-0.2, 0.36, -0.12),
            rightFoot: Point(0.2, 0.36, -0.12),
            lean: chance.between(0.15, 0.55), needsHelmet: true)
        return (Body(shape: shape, halfWidth: 0.38, halfLength: 1.05, height: 1.15), seat)
    }

    private static func scooter(_ chance: inout Chance) -> (body: Body, seat: Person.Seat) {
        let paint = Paint(colour(&chance), .bodywork), dark = Paint(grey(0.08)), radius: Float = 0.24
        var shape = Shape()
        wheel(&shape, z: -0.6, radius: radius, tyre: 0.075)
        wheel(&shape, z: 0.65, radius: radius, tyre: 0.07)
        shape.prism(
            [
                SIMD2(-0.88, 0.5), SIMD2(-0.45, 0.3), SIMD2(0.35, 0.24), SIMD2(0.35, 0.34), SIMD2(-0.08, 0.36),
                SIMD2(-0.14, 0.7),
                SIMD2(-0.85, 0.72),
            ],
            half: 0.2, sides: paint, over: paint)
        shape.capsule(Point(0, 0.76, -0.15), Point(0, 0.78, -0.72), 0.13, endRadius: 0.11, dark)
        shape.prism(
            [SIMD2(0.33, 0.26), SIMD2(0.46, 0.3), SIMD2(0.42, 0.9), SIMD2(0.34, 0.92)], half: 0.22, taper: 0.1,
            sides: paint, over: paint)
        shape.capsule(Point(0, radius, 0.65), Point(0, 0.95, 0.4), 0.05, paint)
        shape.capsule(Point(0, 0.5, 0.58), Point(0, 0.46, 0.82), 0.09, endRadius: 0.06, paint)
        for side: Float in [-1, 1] {
            shape.capsule(Point(0, 0.98, 0.38), Point(side * 0.33, 1.02, 0.28), 0.028, dark)
            shape.blob(Point(side * 0.3, 1.2, 0.36), 0.06, 0.05, dark)
            shape.capsule(Point(side * 0.25, 1.02, 0.33), Point(side * 0.3, 1.18, 0.36), 0.014, dark)
        }
        shape.blob(Point(0, 0.98, 0.46), 0.13, 0.11, paint)
        shape.blob(Point(0, 0.98, 0.52), 0.08, Paint(RGB(0.95, 0.95, 0.85), .lamp))
        shape.blob(Point(0, 0.62, -0.88), 0.08, 0.05, Paint(RGB(0.8, 0.07, 0.06)))
        shape.box(Point(-0.09, 0.42, -0.92), Point(0.09, 0.55, -0.9), Paint(grey(0.85)))
        if chance.happens(0.4) { shape.box(Point(-0.2, 0.85, -1.0), Point(0.2, 1.2, -0.65), paint) }
        let seat = Person.Seat(
            saddle: Point(0, 0.84, -0.32), grip: Point(0.33, 1.03, 0.27), leftFoot: Point(-0.14, 0.4, 0.12),
            rightFoot: Point(0.14, 0.4, 0.12),
            lean: chance.between(0, 0.25), needsHelmet: true)
        return (Body(shape: shape, halfWidth: 0.35, halfLength: 0.95, height: 1.2), seat)
    }
}
