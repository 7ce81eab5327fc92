/// Passenger cars from hatchback to van.
enum Car {
    /// Side view in shares of length and height, z from the rear.
    private struct Style {
        var length: ClosedRange<Float>
        var height: ClosedRange<Float>
        /// Height of the waist as a share of that of the car, bonnet and boot relative to the waist.
        var waist: Float
        var bonnet: Float
        var boot: Float
        /// Rear window foot and head, windscreen head and foot.
        var cabin: (Float, Float, Float, Float)
    }

    private static let styles = [
        Style(
            length: 3.6...4.3, height: 1.42...1.55, waist: 0.62, bonnet: 0.88, boot: 1,
            cabin: (0.02, 0.14, 0.58, 0.78)),
        Style(
            length: 4.4...5.0, height: 1.4...1.5, waist: 0.62, bonnet: 0.9, boot: 0.97, cabin: (0.16, 0.3, 0.58, 0.74)),
        Style(
            length: 4.4...4.9, height: 1.42...1.52, waist: 0.62, bonnet: 0.89, boot: 1, cabin: (0.015, 0.09, 0.58, 0.75)
        ),
        Style(
            length: 4.3...4.9, height: 1.62...1.8, waist: 0.62, bonnet: 0.94, boot: 1,
            cabin: (0.015, 0.08, 0.58, 0.73)),
        Style(
            length: 4.4...5.2, height: 1.8...2.05, waist: 0.56, bonnet: 0.9, boot: 1, cabin: (0.01, 0.03, 0.68, 0.86)),
    ]

    private static let colours = [
        RGB(0.08, 0.08, 0.09), RGB(0.13, 0.14, 0.16), RGB(0.32, 0.33, 0.35), RGB(0.55, 0.57, 0.6), RGB(0.7, 0.71, 0.72),
        RGB(0.88, 0.88, 0.87), RGB(0.9, 0.9, 0.9), RGB(0.12, 0.2, 0.45), RGB(0.1, 0.3, 0.6), RGB(0.6, 0.08, 0.08),
        RGB(0.75, 0.12, 0.1),
        RGB(0.1, 0.3, 0.2), RGB(0.45, 0.36, 0.25), RGB(0.85, 0.7, 0.1), RGB(0.8, 0.4, 0.1), RGB(0.35, 0.5, 0.6),
    ]

    static func shape(_ chance: inout Chance) -> Body {
        let style = chance.pick(styles)
        let long = chance.between(style.length.lowerBound, style.length.upperBound)
        let high = chance.between(style.height.lowerBound, style.height.upperBound)
        let half = chance.between(0.84, 0.94), sill: Float = 0.24
        let waist = high * style.waist, tail = -long / 2, nose = long / 2
        let colour = chance.near(chance.pick(colours), 0.05)
        let body = Paint(colour, .bodywork), glass = Paint(chance.near(RGB(0.09, 0.11, 0.13), 0.05), .glass, layer: 3)
        func z(_ share: Float) -> Float { tail + share * long }
        let (rearFoot, rearHead, frontHead, frontFoot) = (
            z(style.cabin.0), z(style.cabin.1), z(style.cabin.2), z(style.cabin.3)
        )
        var shape = Shape()
        let bonnet = waist * style.bonnet, boot = waist * style.boot
        shape.prism(
            [
                SIMD2(tail + 0.06, sill), SIMD2(nose - 0.08, sill), SIMD2(nose, 0.42), SIMD2(nose - 0.02, 0.6),
                SIMD2(nose - 0.18, bonnet - 0.06),
                SIMD2(frontFoot, waist), SIMD2(rearFoot, waist), SIMD2(tail + 0.03, boot - 0.04), SIMD2(tail, 0.55),
            ], half: half, sides: body, over: body)
        cabin(
            &shape, half: half - 0.03, waist: waist, high: high, rearFoot: rearFoot, rearHead: rearHead,
            frontHead: frontHead, frontFoot: frontFoot, body: body, glass: glass)
        lamps(
            &shape, half: half, sill: sill, tail: tail, nose: nose, bonnet: bonnet, boot: boot, colour: colour, &chance)
        let radius = clamp(high * 0.215, 0.3, 0.37), hub = chance.near(grey(0.6), 0.2)
        for x in [-half, half] {
            for place in [z(0.19), z(0.81)] { shape.wheel(x: x, z: place, radius: radius, sill: sill, hub: hub) }
            let door = z(0.5)
            shape.polygon(
                Quad(
                    Point(x, sill + 0.1, door), Point(x, sill + 0.1, door + 0.02), Point(x, waist, door + 0.02),
                    Point(x, waist, door)
                )
                .corners,
                Paint(colour * 0.45, layer: 1))
            shape.box(
                Point(x + (x < 0 ? -0.16 : 0), waist, frontFoot - 0.45),
                Point(x + (x < 0 ? 0 : 0.16), waist + 0.13, frontFoot - 0.33), body
            )
        }
        // The dark floor keeps light from showing through between the wheels.
        shape.box(Point(-half + 0.1, 0.16, tail + 0.3), Point(half - 0.1, sill + 0.02, nose - 0.3), Paint(grey(0.05)))
        if chance.happens(0.06) {
            shape.box(Point(-0.2, high, -0.2), Point(0.2, high + 0.16, -0.02), Paint(RGB(0.95, 0.8, 0.2), layer: 1))
        }
        return Body(shape: shape, halfWidth: half, halfLength: long / 2, height: high)
    }

    private static func cabin(
        _ shape: inout Shape, half: Float, waist: Float, high: Float, rearFoot: Float, rearHead: Float,
        frontHead: Float,
        frontFoot: Float, body: Paint, glass: Paint
    ) {
        let taper: Float = 0.16 / (high - waist) * 1.1, top = half - taper * (high - waist)
        shape.prism(
            [
                SIMD2(rearFoot, waist), SIMD2(frontFoot, waist), SIMD2(frontHead, high - 0.02),
                SIMD2(mix(rearHead, frontHead, 0.5), high),
                SIMD2(rearHead, high - 0.03),
            ],
            half: half, taper: taper, sides: body, over: body)
        func frame(_ foot: Float, _ head: Float) -> Quad {
            Quad(
                Point(-half, waist, foot), Point(half, waist, foot), Point(top, high - 0.02, head),
                Point(-top, high - 0.02, head))
        }
        shape.patch(frame(frontFoot, frontHead), 0.05...0.95, 0.04...0.94, glass)
        shape.patch(frame(rearFoot, rearHead), 0.08...0.92, 0.12...0.88, glass)
        for side: Float in [-1, 1] {
            let windows = Quad(
                Point(side * half, waist, rearFoot), Point(side * half, waist, frontFoot),
                Point(side * top, high - 0.02, frontHead),
                Point(side * top, high - 0.02, rearHead))
            shape.patch(windows, 0.06...0.46, 0.08...0.86, glass)
            shape.patch(windows, 0.5...0.93, 0.08...0.86, glass)
        }
    }

    private static func lamps(
        _ shape: inout Shape, half: Float, sill: Float, tail: Float, nose: Float, bonnet: Float,
        boot: Float, colour: RGB,
        _ chance: inout Chance
    ) {
        let front = Quad(
            Point(-half, 0.6, nose - 0.02), Point(half, 0.6, nose - 0.02), Point(half, bonnet - 0.06, nose - 0.18),
            Point(-half, bonnet - 0.06, nose - 0.18))
        let isLit = chance.happens(0.25)
        let white = isLit ? Paint(RGB(1, 1, 0.92), .lamp, layer: 3) : Paint(RGB(0.75, 0.78, 0.8), .glass, layer: 3)
        shape.patch(front, 0.04...0.24, 0.3...0.85, white)
        shape.patch(front, 0.76...0.96, 0.3...0.85, white)
        shape.patch(front, 0.3...0.7, 0.1...0.7, Paint(grey(0.1), layer: 2))
        let bumper = Quad(
            Point(-half, 0.42, nose), Point(half, 0.42, nose), Point(half, 0.6, nose - 0.02),
            Point(-half, 0.6, nose - 0.02))
        shape.patch(bumper, 0.36...0.64, 0.1...0.75, Paint(grey(0.9), layer: 3))
        let lower = Quad(
            Point(-half, sill, nose - 0.08), Point(half, sill, nose - 0.08), Point(half, 0.42, nose),
            Point(-half, 0.42, nose))
        shape.patch(lower, 0.1...0.9, 0.1...0.75, Paint(grey(0.09), layer: 2))
        let rear = Quad(
            Point(-half, 0.55, tail), Point(half, 0.55, tail), Point(half, boot - 0.04, tail + 0.03),
            Point(-half, boot - 0.04, tail + 0.03)
        )
        let isBraking = chance.happens(0.3)
        let red = isBraking ? Paint(RGB(1, 0.12, 0.08), .lamp, layer: 3) : Paint(RGB(0.62, 0.05, 0.05), layer: 3)
        shape.patch(rear, 0.02...0.17, 0.4...0.95, red)
        shape.patch(rear, 0.83...0.98, 0.4...0.95, red)
        shape.patch(rear, 0.36...0.64, 0.2...0.6, Paint(grey(0.88), layer: 3))
        let under = Quad(
            Point(-half, sill, tail + 0.06), Point(half, sill, tail + 0.06), Point(half, 0.55, tail),
            Point(-half, 0.55, tail))
        shape.patch(under, 0...1, 0...0.4, Paint(colour * 0.35, layer: 2))
    }
}

/// A vehicle with its extent in metres, the middle of its footprint at the origin.
struct Body {
    var shape: Shape
    var halfWidth: Float
    var halfLength: Float
    var height: Float
}
