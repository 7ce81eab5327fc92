/// Lorries: a cab with one of several loads.
enum Truck {
    private enum Load: CaseIterable { case box, canvas, tipper, tank, flatbed }

    private static let colours = [
        RGB(0.9, 0.9, 0.9), RGB(0.85, 0.86, 0.88), RGB(0.15, 0.3, 0.6), RGB(0.75, 0.12, 0.1), RGB(0.9, 0.5, 0.1),
        RGB(0.1, 0.45, 0.25),
        RGB(0.85, 0.75, 0.15), RGB(0.3, 0.32, 0.35),
    ]

    static func shape(_ chance: inout Chance) -> Body {
        let isHeavy = chance.happens(0.6), half: Float = isHeavy ? 1.25 : 1.08
        let cabHigh = isHeavy ? chance.between(2.8, 3.5) : chance.between(2.2, 2.5),
            cabLong: Float = isHeavy ? 2.1 : 1.8
        let bed = isHeavy ? chance.between(5.5, 9) : chance.between(3.8, 5.2), long = cabLong + 0.25 + bed
        let floor: Float = isHeavy ? 1.1 : 0.8, radius: Float = isHeavy ? 0.5 : 0.38
        let colour = chance.near(chance.pick(colours), 0.05), nose = long / 2, tail = -long / 2
        var shape = Shape()
        cab(&shape, half: half - 0.03, high: cabHigh, rear: nose - cabLong, nose: nose, colour: colour, &chance)
        let dark = Paint(grey(0.09))
        shape.box(Point(-half + 0.3, radius * 0.9, tail + 0.1), Point(half - 0.3, floor, nose - cabLong), dark)
        let end = nose - cabLong - 0.25
        let tone = chance.near(chance.pick(colours), 0.06),
            top = isHeavy ? chance.between(3.2, 3.9) : chance.between(2.6, 3.1)
        switch chance.pick(Load.allCases + [.box, .box]) {
        case .box:
            box(&shape, half: half, floor: floor, top: top, tail: tail, end: end, tone: tone, material: .plain, &chance)
        case .canvas:
            box(&shape, half: half, floor: floor, top: top, tail: tail, end: end, tone: tone, material: .cloth, &chance)
        case .tipper:
            let edge = floor + chance.between(0.9, 1.5)
            shape.box(Point(-half, floor, tail), Point(half, edge, end), Paint(tone, .bodywork))
            for z in stride(from: tail + 0.4, to: end, by: 0.9) {
                shape.box(
                    Point(-half - 0.03, floor, z), Point(half + 0.03, edge, z + 0.1), Paint(tone * 0.8, .bodywork))
            }
            for i in 0..<5 {
                shape.blob(
                    Point(0, edge, mix(tail + 0.8, end - 0.8, Float(i) / 4)), 1.05, 0.35, ragged: 0.3,
                    Paint(RGB(0.4, 0.34, 0.26), .bark))
            }
        case .tank:
            let middle = floor + 0.95
            shape.capsule(Point(0, middle, tail + 0.9), Point(0, middle, end - 0.8), 0.95, Paint(tone, .bodywork))
            shape.box(Point(-half, floor - 0.1, tail), Point(half, floor + 0.12, end), dark)
        case .flatbed:
            shape.box(Point(-half, floor - 0.05, tail), Point(half, floor + 0.4, end), Paint(tone, .planks))
            for _ in 0..<chance.whole(2...5) {
                let z = chance.between(tail + 0.7, end - 0.9), size = chance.between(0.4, 0.9)
                shape.box(
                    Point(-size, floor, z - size * 0.7), Point(size, floor + 0.4 + size, z + size * 0.7),
                    Paint(chance.near(RGB(0.55, 0.45, 0.3), 0.2), .planks))
            }
        }
        // Bumper and lamps of the rear.
        let rear = Quad(
            Point(-half, floor - 0.45, tail), Point(half, floor - 0.45, tail), Point(half, floor - 0.15, tail),
            Point(-half, floor - 0.15, tail))
        shape.patch(rear, 0...1, 0...1, Paint(grey(0.15)))
        for range: ClosedRange<Float> in [0.03...0.16, 0.84...0.97] {
            shape.patch(rear, range, 0.15...0.85, Paint(RGB(0.75, 0.06, 0.05), layer: 2))
        }
        shape.patch(rear, 0.4...0.6, 0.1...0.9, Paint(grey(0.9), layer: 2))
        for x in [-half + 0.02, half - 0.02] {
            for z in [nose - cabLong * 0.55, tail + bed * 0.2] + (isHeavy ? [tail + bed * 0.2 + 1.15] : []) {
                shape.wheel(x: x, z: z, radius: radius, sill: radius, hub: grey(0.35))
            }
        }
        return Body(shape: shape, halfWidth: half, halfLength: long / 2, height: top)
    }

    private static func cab(
        _ shape: inout Shape, half: Float, high: Float, rear: Float, nose: Float, colour: RGB,
        _ chance: inout Chance
    ) {
        let sill: Float = 0.4, waist = high * 0.56, body = Paint(colour, .bodywork),
            glass = Paint(RGB(0.09, 0.11, 0.13), .glass, layer: 2)
        shape.prism(
            [
                SIMD2(rear, sill), SIMD2(nose, sill), SIMD2(nose, waist), SIMD2(nose - 0.22, high - 0.08),
                SIMD2(nose - 0.45, high),
                SIMD2(rear, high),
            ],
            half: half, sides: body, over: body)
        let screen = Quad(
            Point(-half, waist, nose), Point(half, waist, nose), Point(half, high - 0.08, nose - 0.22),
            Point(-half, high - 0.08, nose - 0.22))
        shape.patch(screen, 0.05...0.95, 0.03...0.88, glass)
        let front = Quad(
            Point(-half, sill, nose), Point(half, sill, nose), Point(half, waist, nose), Point(-half, waist, nose))
        shape.patch(front, 0.12...0.88, 0.45...0.85, Paint(colour * 0.3, .corrugated, layer: 1))
        shape.patch(front, 0...1, 0...0.3, Paint(grey(0.14), layer: 1))
        let lamp = chance.happens(0.4) ? Paint(RGB(1, 1, 0.92), .lamp, layer: 2) : Paint(grey(0.8), .glass, layer: 2)
        for range: ClosedRange<Float> in [0.03...0.18, 0.82...0.97] { shape.patch(front, range, 0.1...0.28, lamp) }
        shape.patch(front, 0.38...0.62, 0.08...0.22, Paint(grey(0.9), layer: 2))
        for side: Float in [-1, 1] {
            let door = Quad(
                Point(side * half, waist - 0.05, nose - 1.25), Point(side * half, waist - 0.05, nose - 0.15),
                Point(side * half, high - 0.25, nose - 0.35),
                Point(side * half, high - 0.25, nose - 1.25))
            shape.patch(door, 0...1, 0...1, glass)
            shape.box(
                Point(side * half - 0.03, waist, nose - 0.1),
                Point(side * half + side * 0.22, waist + 0.55, nose + 0.02), Paint(grey(0.07))
            )
        }
    }

    private static func box(
        _ shape: inout Shape, half: Float, floor: Float, top: Float, tail: Float, end: Float, tone: RGB,
        material: Material,
        _ chance: inout Chance
    ) {
        shape.box(Point(-half, floor - 0.1, tail), Point(half, top, end), Paint(tone, material))
        let stripe = chance.near(chance.pick(colours), 0.1), low = chance.between(0.2, 0.5)
        let hasPicture = chance.happens(0.6)
        for side: Float in [-1, 1] {
            let flank = Quad(
                Point(side * half, floor, tail), Point(side * half, floor, end), Point(side * half, top, end),
                Point(side * half, top, tail)
            )
            if hasPicture {
                shape.patch(flank, 0.15...0.85, low...(low + 0.2), Paint(stripe, layer: 1))
                shape.patch(flank, 0.25...0.55, (low + 0.25)...(low + 0.35), Paint(stripe * 0.6, layer: 1))
            }
            shape.patch(flank, 0...1, 0...0.05, Paint(grey(0.3), layer: 1))
        }
        let doors = Quad(
            Point(-half, floor, tail), Point(half, floor, tail), Point(half, top, tail), Point(-half, top, tail))
        for edge: ClosedRange<Float> in [0.0...0.025, 0.49...0.51, 0.975...1] {
            shape.patch(doors, edge, 0.02...0.98, Paint(tone * 0.45, layer: 1))
        }
        for bar: ClosedRange<Float> in [0.35...0.36, 0.64...0.65] {
            shape.patch(doors, bar, 0.05...0.95, Paint(grey(0.5), layer: 1))
        }
        for edge: ClosedRange<Float> in [0...0.03, 0.97...1] {
            shape.patch(doors, 0...1, edge, Paint(tone * 0.45, layer: 1))
        }
    }
}
