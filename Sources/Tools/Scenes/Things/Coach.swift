/// Buses and trams: long boxes with a band of windows.
enum Coach {
    private static let liveries = [
        RGB(0.85, 0.75, 0.1), RGB(0.8, 0.12, 0.1), RGB(0.9, 0.9, 0.88), RGB(0.15, 0.35, 0.65), RGB(0.1, 0.5, 0.4),
        RGB(0.65, 0.66, 0.68),
        RGB(0.5, 0.15, 0.35), RGB(0.95, 0.6, 0.15),
    ]

    static func bus(_ chance: inout Chance) -> Body {
        let long = chance.pick([9, 11.5, 12, 12.5, 13.5] as [Float]), half: Float = 1.27,
            high = chance.between(2.9, 3.2) + (chance.happens(0.08) ? 1.1 : 0)
        let colour = chance.near(chance.pick(liveries), 0.06), second = chance.near(chance.pick(liveries), 0.06)
        let glass = chance.near(RGB(0.1, 0.12, 0.14), 0.05), tail = -long / 2, nose = long / 2, sill: Float = 0.32
        var shape = Shape()
        let body = Paint(colour, .bodywork)
        shape.prism(
            [
                SIMD2(tail + 0.05, sill), SIMD2(nose - 0.05, sill), SIMD2(nose, 0.6), SIMD2(nose - 0.02, 1.1),
                SIMD2(nose - 0.16, high - 0.15),
                SIMD2(nose - 0.4, high), SIMD2(tail + 0.2, high), SIMD2(tail, high - 0.2), SIMD2(tail, 0.6),
            ], half: half, sides: body, over: body)
        // The front: screen, destination, lamps.
        let front = Quad(
            Point(-half, 1.1, nose - 0.02), Point(half, 1.1, nose - 0.02), Point(half, high - 0.15, nose - 0.16),
            Point(-half, high - 0.15, nose - 0.16))
        shape.patch(front, 0.04...0.96, 0...0.78, Paint(glass, .glass, layer: 2))
        destination(&shape, front, 0.8...0.98)
        let chin = Quad(
            Point(-half, 0.6, nose), Point(half, 0.6, nose), Point(half, 1.1, nose - 0.02),
            Point(-half, 1.1, nose - 0.02))
        shape.patch(chin, 0...1, 0.55...0.75, Paint(second, .bodywork, layer: 1))
        for range: ClosedRange<Float> in [0.04...0.2, 0.8...0.96] {
            shape.patch(chin, range, 0.08...0.5, Paint(RGB(0.95, 0.95, 0.9), .lamp, layer: 2))
        }
        shape.patch(chin, 0.4...0.6, 0.02...0.3, Paint(grey(0.9), layer: 2))
        // The rear: small window, engine, lamps.
        let rear = Quad(
            Point(-half, 0.6, tail), Point(half, 0.6, tail), Point(half, high - 0.2, tail),
            Point(-half, high - 0.2, tail))
        shape.patch(rear, 0.1...0.9, 0.52...0.9, Paint(glass, .glass, layer: 2))
        shape.patch(rear, 0.15...0.85, 0.06...0.34, Paint(colour * 0.5, .corrugated, layer: 2))
        for range: ClosedRange<Float> in [0.02...0.1, 0.9...0.98] {
            shape.patch(rear, range, 0.1...0.45, Paint(RGB(0.75, 0.06, 0.05), layer: 2))
        }
        for side: Float in [-1, 1] {
            flank(
                &shape, x: side * half, rear: tail, front: nose, high: high, colour: colour, second: second,
                glass: glass, doors: side > 0, pane: 1.45, &chance)
            for z in [tail + long * 0.24, nose - 2.6] {
                shape.wheel(x: side * half, z: z, radius: 0.5, sill: sill, hub: grey(0.45))
            }
            shape.box(
                Point(side * half - 0.12, high - 1.1, nose), Point(side * half + 0.12, high - 0.6, nose + 0.18),
                Paint(grey(0.08)))
        }
        shape.box(Point(-half + 0.2, 0.2, tail + 0.4), Point(half - 0.2, sill + 0.02, nose - 0.4), Paint(grey(0.05)))
        shape.box(Point(-0.8, high, -1.5), Point(0.8, high + 0.22, 1), Paint(colour * 0.9))
        return Body(shape: shape, halfWidth: half, halfLength: long / 2, height: high)
    }

    static func tram(_ chance: inout Chance) -> Body {
        let sections = chance.whole(2...4), section = chance.between(6.5, 8.5), gap: Float = 0.5
        let long = Float(sections) * section + Float(sections - 1) * gap, half = chance.between(1.15, 1.3),
            high = chance.between(3.2, 3.5)
        let colour = chance.near(chance.pick(liveries), 0.06), second = chance.near(chance.pick(liveries), 0.06)
        let glass = chance.near(RGB(0.09, 0.11, 0.13), 0.04), tail = -long / 2, nose = long / 2,
            body = Paint(colour, .bodywork)
        var shape = Shape()
        for i in 0..<sections {
            let start = tail + Float(i) * (section + gap), end = start + section
            var profile: [SIMD2<Float>] = []
            profile += i == 0 ? [SIMD2(start + 0.25, 0.2)] : [SIMD2(start, 0.2)]
            profile +=
                i == sections - 1
                ? [
                    SIMD2(end - 0.25, 0.2), SIMD2(end, 0.7), SIMD2(end - 0.12, 1.25), SIMD2(end - 0.85, high - 0.35),
                    SIMD2(end - 1.2, high),
                ]
                : [SIMD2(end, 0.2), SIMD2(end, high)]
            profile +=
                i == 0
                ? [
                    SIMD2(start + 1.2, high), SIMD2(start + 0.85, high - 0.35), SIMD2(start + 0.12, 1.25),
                    SIMD2(start, 0.7),
                ]
                : [SIMD2(start, high)]
            shape.prism(profile, half: half, sides: body, over: body)
            if i > 0 {
                shape.box(
                    Point(-half + 0.12, 0.3, start - gap), Point(half - 0.12, high - 0.1, start),
                    Paint(grey(0.12), .corrugated))
            }
            let margin: Float = 0.95
            for side: Float in [-1, 1] {
                flank(
                    &shape, x: side * half, rear: start + (i == 0 ? margin : 0.1),
                    front: end - (i == sections - 1 ? margin : 0.1),
                    high: high, colour: colour, second: second,
                    glass: glass,
                    doors: true, pane: 1.7, &chance)
                shape.polygon(
                    Quad(
                        Point(side * half, 0.12, start + 0.4), Point(side * half, 0.12, end - 0.4),
                        Point(side * half, 0.4, end - 0.4),
                        Point(side * half, 0.4, start + 0.4)
                    ).corners,
                    Paint(grey(0.16), layer: 1))
            }
            shape.box(Point(-0.8, high, start + 1.5), Point(0.8, high + 0.3, end - 1.8), Paint(grey(0.55), .corrugated))
        }
        for (end, turn, lamp) in [(nose, Float(1), RGB(1, 0.98, 0.9)), (tail, Float(-1), RGB(0.8, 0.08, 0.06))] {
            let screen = Quad(
                Point(-half, 1.25, end - turn * 0.12), Point(half, 1.25, end - turn * 0.12),
                Point(half, high - 0.35, end - turn * 0.85),
                Point(-half, high - 0.35, end - turn * 0.85))
            shape.patch(screen, 0.06...0.94, 0.02...0.86, Paint(glass, .glass, layer: 2))
            destination(&shape, screen, 0.87...0.99)
            let chin = Quad(
                Point(-half, 0.7, end), Point(half, 0.7, end), Point(half, 1.25, end - turn * 0.12),
                Point(-half, 1.25, end - turn * 0.12))
            shape.patch(chin, 0...1, 0.6...0.85, Paint(second, .bodywork, layer: 1))
            for range: ClosedRange<Float> in [0.08...0.2, 0.8...0.92] {
                shape.patch(chin, range, 0.1...0.5, Paint(lamp, .lamp, layer: 2))
            }
            let skirt = Quad(
                Point(-half, 0.2, end - turn * 0.25), Point(half, 0.2, end - turn * 0.25), Point(half, 0.7, end),
                Point(-half, 0.7, end))
            shape.patch(skirt, 0...1, 0...0.5, Paint(grey(0.14), layer: 1))
        }
        let mast = tail + section * 0.5
        shape.capsule(Point(0, high + 0.3, mast), Point(0, high + 0.9, mast + 0.7), 0.04, Paint(grey(0.2)))
        shape.capsule(Point(0, high + 0.9, mast + 0.7), Point(0, high + 1.5, mast), 0.04, Paint(grey(0.2)))
        shape.capsule(Point(-0.7, high + 1.5, mast), Point(0.7, high + 1.5, mast), 0.05, Paint(grey(0.2)))
        return Body(shape: shape, halfWidth: half, halfLength: long / 2, height: high)
    }

    private static func destination(_ shape: inout Shape, _ face: Quad, _ rows: ClosedRange<Float>) {
        shape.patch(face, 0.12...0.88, rows, Paint(grey(0.05), layer: 2))
        let text = mix(rows.lowerBound, rows.upperBound, 0.25)...mix(rows.lowerBound, rows.upperBound, 0.75)
        shape.patch(face, 0.2...0.3, text, Paint(RGB(1, 0.65, 0.1), .lamp, layer: 3))
        shape.patch(face, 0.36...0.75, text, Paint(RGB(1, 0.65, 0.1), .lamp, layer: 3))
    }

    /// One side: stripe, windows, doors on it if wanted.
    private static func flank(
        _ shape: inout Shape, x: Float, rear: Float, front: Float, high: Float, colour: RGB, second: RGB,
        glass: RGB,
        doors: Bool, pane: Float, _ chance: inout Chance
    ) {
        func piece(_ z: ClosedRange<Float>, _ y: ClosedRange<Float>, _ paint: Paint) {
            shape.polygon(
                [
                    Point(x, y.lowerBound, z.lowerBound), Point(x, y.lowerBound, z.upperBound),
                    Point(x, y.upperBound, z.upperBound),
                    Point(x, y.upperBound, z.lowerBound),
                ],
                paint)
        }
        let count = max(Int((front - rear - 0.4) / pane), 2), step = (front - rear - 0.4) / Float(count)
        piece(rear...front, 0.75...1.0, Paint(second, .bodywork, layer: 1))
        piece((rear + 0.15)...(front - 0.1), 1.3...(high - 0.55), Paint(glass * 0.8, .glass, layer: 2))
        for i in 0..<count {
            let start = rear + 0.2 + Float(i) * step
            if doors, i % 3 == (count + 1) % 3 {
                piece(
                    (start + 0.05)...(start + step - 0.05), 0.4...(high - 0.5), Paint(colour * 0.5, .bodywork, layer: 3)
                )
                piece(
                    (start + 0.12)...(start + step / 2 - 0.03), 0.55...(high - 0.65),
                    Paint(glass * 1.1, .glass, layer: 4))
                piece(
                    (start + step / 2 + 0.03)...(start + step - 0.12), 0.55...(high - 0.65),
                    Paint(glass * 1.1, .glass, layer: 4))
            } else {
                piece((start + step - 0.05)...(start + step), 1.3...(high - 0.55), Paint(colour * 0.55, layer: 3))
            }
        }
    }
}
