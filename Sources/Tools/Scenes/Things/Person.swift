/// People on foot and on saddles, put together from limbs.
enum Person {
    private static let skins = [
        RGB(0.87, 0.68, 0.57), RGB(0.8, 0.6, 0.48), RGB(0.72, 0.52, 0.4), RGB(0.5, 0.34, 0.25), RGB(0.33, 0.22, 0.17),
    ]
    private static let hairs = [
        RGB(0.1, 0.08, 0.07), RGB(0.2, 0.14, 0.1), RGB(0.36, 0.25, 0.15), RGB(0.65, 0.52, 0.3), RGB(0.6, 0.6, 0.6),
    ]
    private static let tops = [
        RGB(0.1, 0.1, 0.12), RGB(0.18, 0.2, 0.26), RGB(0.2, 0.25, 0.45), RGB(0.55, 0.12, 0.12), RGB(0.8, 0.8, 0.78),
        RGB(0.4, 0.4, 0.42),
        RGB(0.25, 0.35, 0.25), RGB(0.7, 0.55, 0.35), RGB(0.85, 0.75, 0.2), RGB(0.35, 0.55, 0.75), RGB(0.75, 0.4, 0.5),
        RGB(0.3, 0.2, 0.35), RGB(0.9, 0.45, 0.1),
    ]
    private static let bottoms = [
        RGB(0.1, 0.1, 0.12), RGB(0.15, 0.2, 0.35), RGB(0.2, 0.27, 0.42), RGB(0.3, 0.3, 0.3), RGB(0.5, 0.44, 0.35),
        RGB(0.35, 0.2, 0.15),
    ]

    private struct Clothes {
        var skin: Paint, hair: Paint, top: Paint, bottom: Paint, shoes: Paint
        var bareArms: Bool, bareLegs: Bool

        init(_ chance: inout Chance) {
            skin = Paint(chance.near(chance.pick(skins), 0.04), .skin)
            hair = Paint(chance.near(chance.pick(hairs), 0.04))
            top = Paint(chance.near(chance.pick(tops), 0.07), .cloth)
            bottom = Paint(chance.near(chance.pick(bottoms), 0.06), .cloth)
            shoes = Paint(chance.near(chance.pick([grey(0.08), grey(0.1), RGB(0.3, 0.2, 0.12), grey(0.8)]), 0.05))
            bareArms = chance.happens(0.25)
            bareLegs = chance.happens(0.15)
        }
    }

    /// Walking or standing, `height` in metres.
    static func onFoot(height: Float, _ chance: inout Chance) -> Body {
        let h = height, clothes = Clothes(&chance), stout = chance.between(0.88, 1.18)
        let isWalking = chance.happens(0.75), phase = chance.between(0, 2 * .pi)
        let stride = isWalking ? chance.between(0.28, 0.5) * sine(phase) : chance.between(-0.06, 0.06)
        let hip = 0.52 * h
        var shape = Shape()
        for side: Float in [-1, 1] {
            let swing = stride * side,
                knee = Point(side * 0.05 * h, hip - 0.245 * h * cosine(swing), 0.245 * h * sine(swing))
            // The leg behind bends at the knee.
            let shin = swing - (swing < 0 ? 0.5 * abs(swing) + 0.1 : 0.05)
            let ankle = knee + Point(0, -0.235 * h * cosine(shin), 0.235 * h * sine(shin))
            leg(
                &shape, hip: Point(side * 0.048 * h, hip, 0), knee: knee, ankle: ankle, height: h, stout: stout, clothes
            )
        }
        let shoulders = Point(0, 0.81 * h, 0.01 * h)
        torso(&shape, hip: Point(0, hip + 0.02 * h, 0), shoulders: shoulders, height: h, stout: stout, clothes)
        let coat = chance.unit()
        if coat < 0.25 {
            // A coat or a skirt down to the knees.
            let paint = coat < 0.15 ? clothes.top : clothes.bottom
            for side: Float in [-1, 1] {
                shape.capsule(
                    Point(side * 0.035 * h, hip + 0.05 * h, 0), Point(side * 0.06 * h, 0.33 * h, 0), 0.07 * h * stout,
                    endRadius: 0.075 * h * stout,
                    paint)
            }
        }
        for side: Float in [-1, 1] {
            let swing = -stride * side * 0.9, start = shoulders + Point(side * 0.105 * h * stout, -0.01 * h, 0)
            let elbow = start + Point(side * 0.025 * h, -0.165 * h * cosine(swing), 0.165 * h * sine(swing))
            let forearm = swing + chance.between(0.1, chance.happens(0.2) ? 1.6 : 0.5)
            let hand = elbow + Point(0, -0.15 * h * cosine(forearm), 0.15 * h * sine(forearm))
            arm(&shape, shoulder: start, elbow: elbow, hand: hand, height: h, stout: stout, clothes)
            if side > 0, chance.happens(0.2) {
                let bag = chance.near(chance.pick(tops), 0.1)
                shape.box(hand + Point(-0.05, -0.36, -0.16), hand + Point(0.05, -0.03, 0.16), Paint(bag, .cloth))
            }
        }
        if chance.happens(0.25) {
            shape.blob(
                Point(0, 0.7 * h, -0.1 * h), 0.085 * h, 0.12 * h, Paint(chance.near(chance.pick(tops), 0.1), .cloth))
        }
        head(&shape, at: Point(0, 0.93 * h, 0.02 * h), height: h, clothes, &chance)
        return Body(shape: shape, halfWidth: 0.25, halfLength: 0.25, height: h)
    }

    /// On a saddle: hips, hands and feet are where the cycle has them.
    static func riding(_ seat: Seat, _ chance: inout Chance) -> Shape {
        var clothes = Clothes(&chance)
        let h = chance.between(1.65, 1.88), stout = chance.between(0.9, 1.12)
        var shape = Shape()
        let hip = seat.saddle + Point(0, 0.07, 0)
        for side: Float in [-1, 1] {
            let foot = side < 0 ? seat.leftFoot : seat.rightFoot, start = hip + Point(side * 0.08, 0, 0)
            let knee = joint(start, foot, 0.25 * h, 0.25 * h, towards: Point(side * 0.1, 0.3, 1))
            leg(&shape, hip: start, knee: knee, ankle: foot, height: h, stout: stout, clothes)
        }
        let lean = seat.lean + chance.between(-0.06, 0.06)
        let shoulders = hip + Point(0, 0.29 * h * cosine(lean), 0.29 * h * sine(lean))
        torso(&shape, hip: hip, shoulders: shoulders, height: h, stout: stout, clothes)
        for side: Float in [-1, 1] {
            let start = shoulders + Point(side * 0.105 * h * stout, 0, 0),
                hand = Point(side * seat.grip.x, seat.grip.y, seat.grip.z)
            let elbow = joint(start, hand, 0.17 * h, 0.16 * h, towards: Point(side, -1, -0.3))
            arm(&shape, shoulder: start, elbow: elbow, hand: hand, height: h, stout: stout, clothes)
        }
        if chance.happens(0.25) {
            let middle = mix(hip, shoulders, 0.6) - Point(0, -0.02, 0.17)
            shape.blob(middle, 0.15, 0.21, Paint(chance.near(chance.pick(tops), 0.1), .cloth))
        }
        let isHelmeted = seat.needsHelmet || chance.happens(0.4)
        if isHelmeted {
            clothes.hair = Paint(
                chance.near(
                    chance.pick([grey(0.9), grey(0.1), RGB(0.7, 0.1, 0.1), RGB(0.2, 0.4, 0.8), RGB(0.9, 0.8, 0.2)]),
                    0.06),
                .bodywork)
        }
        if seat.needsHelmet { clothes.skin = Paint(grey(0.1), .glass) }
        head(
            &shape, at: shoulders + Point(0, 0.115 * h, 0.04 * h), height: h * (isHelmeted ? 1.08 : 1), clothes, &chance
        )
        return shape
    }

    /// Where a cycle wants its rider.
    struct Seat {
        var saddle: Point
        /// The right hand; the left one mirrors it.
        var grip: Point
        var leftFoot: Point
        var rightFoot: Point
        /// Of the back, radians forward.
        var lean: Float
        var needsHelmet: Bool
    }

    private static func leg(
        _ shape: inout Shape, hip: Point, knee: Point, ankle: Point, height h: Float, stout: Float,
        _ clothes: Clothes
    ) {
        shape.capsule(hip, knee, 0.052 * h * stout, endRadius: 0.036 * h * stout, clothes.bottom)
        shape.capsule(
            knee, ankle, 0.036 * h * stout, endRadius: 0.025 * h, clothes.bareLegs ? clothes.skin : clothes.bottom)
        shape.capsule(
            ankle + Point(0, -0.015 * h, -0.01 * h), ankle + Point(0, -0.025 * h, 0.09 * h), 0.026 * h,
            endRadius: 0.02 * h,
            clothes.shoes.over(1))
    }

    private static func arm(
        _ shape: inout Shape, shoulder: Point, elbow: Point, hand: Point, height h: Float, stout: Float,
        _ clothes: Clothes
    ) {
        shape.capsule(shoulder, elbow, 0.034 * h * stout, endRadius: 0.027 * h * stout, clothes.top.over(1))
        shape.capsule(
            elbow, hand, 0.026 * h, endRadius: 0.02 * h, clothes.bareArms ? clothes.skin : clothes.top.over(1))
        shape.blob(hand, 0.024 * h, 0.03 * h, clothes.skin.over(1))
    }

    private static func torso(
        _ shape: inout Shape, hip: Point, shoulders: Point, height h: Float, stout: Float, _ clothes: Clothes
    ) {
        for side: Float in [-1, 1] {
            shape.capsule(
                hip + Point(side * 0.032 * h * stout, 0, 0),
                mix(hip, shoulders, 0.82) + Point(side * 0.052 * h * stout, 0, 0),
                0.064 * h * stout,
                endRadius: 0.068 * h * stout, clothes.top)
        }
        shape.capsule(
            shoulders + Point(-0.08 * h, -0.012 * h, 0), shoulders + Point(0.08 * h, -0.012 * h, 0), 0.042 * h * stout,
            clothes.top)
        shape.capsule(shoulders, shoulders + Point(0, 0.07 * h, 0.012 * h), 0.03 * h, clothes.skin)
    }

    private static func head(
        _ shape: inout Shape, at centre: Point, height h: Float, _ clothes: Clothes, _ chance: inout Chance
    ) {
        let across = 0.05 * h, upright = 0.066 * h
        shape.blob(centre + Point(0, -0.004 * h, 0.016 * h), across * 0.92, upright, clothes.skin)
        shape.blob(centre + Point(0, 0.014 * h, -0.014 * h), across * 1.06, upright * 0.98, clothes.hair)
        // Hair over the forehead, seen from the front.
        shape.blob(centre + Point(0, 0.042 * h, 0.018 * h), across * 0.9, upright * 0.45, clothes.hair.over(1))
        if chance.happens(0.3) {
            shape.blob(centre + Point(0, -0.018 * h, -0.02 * h), across * 1.02, upright * 1.35, clothes.hair)
        }
    }

    /// The middle joint of a limb with two bones between its ends.
    private static func joint(_ a: Point, _ b: Point, _ first: Float, _ second: Float, towards: Point) -> Point {
        let span = b - a, distance = max(length(span), 0.05), axis = span / distance
        let reach = clamp((first * first - second * second + distance * distance) / (2 * distance), -first, first)
        let offset = max(first * first - reach * reach, 0).squareRoot()
        return a + axis * reach + normalised(towards - axis * dot(towards, axis)) * offset
    }
}
