/// Plates and signal boxes, their faces towards their front.
enum Sign {
    private static let red = RGB(0.8, 0.07, 0.09), blue = RGB(0.06, 0.25, 0.65), white = grey(0.93), black = grey(0.06)

    static func plate(_ shape: inout Shape, _ centre: Point, _ chance: inout Chance) {
        func ring(_ radius: Float, _ corners: Int, _ turn: Float = 0) -> [Point] {
            (0..<corners).map {
                let angle = (Float($0) + turn) * 2 * .pi / Float(corners)
                return centre + Point(radius * sine(angle), radius * cosine(angle), 0)
            }
        }
        func bar(_ x: Float, _ y: Float, halfWidth: Float, halfHeight: Float, _ colour: RGB, layer: Int) {
            let c = centre + Point(x, y, 0)
            shape.polygon(
                [
                    c + Point(-halfWidth, -halfHeight, 0), c + Point(halfWidth, -halfHeight, 0),
                    c + Point(halfWidth, halfHeight, 0),
                    c + Point(-halfWidth, halfHeight, 0),
                ],
                Paint(colour, layer: layer))
        }
        let size = chance.between(0.28, 0.4)
        switch chance.whole(0...8) {
        case 0, 1:
            // A limit: two digits in a red ring.
            shape.polygon(ring(size, 20), Paint(red))
            shape.polygon(ring(size * 0.78, 20), Paint(white, layer: 1))
            for x in [-0.25, 0.22] {
                bar(Float(x) * size, 0, halfWidth: size * 0.14, halfHeight: size * 0.35, black, layer: 2)
            }
        case 2:
            shape.polygon(ring(size * 1.15, 3), Paint(red))
            shape.polygon(ring(size * 0.78, 3), Paint(white, layer: 1))
            bar(0, size * 0.05, halfWidth: size * 0.07, halfHeight: size * 0.28, black, layer: 2)
        case 3:
            // Give way.
            shape.polygon(ring(size * 1.15, 3, 0.5), Paint(red))
            shape.polygon(ring(size * 0.72, 3, 0.5), Paint(white, layer: 1))
        case 4:
            shape.polygon(ring(size, 4), Paint(white))
            shape.polygon(ring(size * 0.75, 4), Paint(RGB(0.95, 0.75, 0.08), layer: 1))
        case 5:
            // No parking, or keep to a side.
            shape.polygon(ring(size, 20), Paint(chance.happens(0.5) ? red : white))
            shape.polygon(ring(size * 0.82, 20), Paint(blue, layer: 1))
            shape.capsule(
                centre + Point(-size * 0.5, size * 0.5, 0.01), centre + Point(size * 0.5, -size * 0.5, 0.01),
                size * 0.1,
                Paint(white, layer: 2))
        case 6:
            shape.polygon(ring(size, 8, 0.5), Paint(red))
            bar(0, 0, halfWidth: size * 0.6, halfHeight: size * 0.16, white, layer: 1)
        case 7:
            let tall = chance.happens(0.5) ? size : size * 1.5
            bar(0, 0, halfWidth: size, halfHeight: tall, white, layer: 0)
            bar(0, 0, halfWidth: size * 0.93, halfHeight: tall - size * 0.07, blue, layer: 1)
            bar(0, tall * 0.1, halfWidth: size * 0.5, halfHeight: tall * 0.4, white, layer: 2)
        default:
            // Directions.
            let colour = chance.pick([RGB(0.95, 0.78, 0.1), white, blue, RGB(0.1, 0.4, 0.2)]),
                ink = colour.y > 0.6 ? black : white
            let wide = size * chance.between(1.4, 2.2), tall = size * chance.between(0.6, 1.2)
            bar(0, 0, halfWidth: wide, halfHeight: tall, ink, layer: 0)
            bar(0, 0, halfWidth: wide - 0.03, halfHeight: tall - 0.03, colour, layer: 1)
            for y: Float in [-0.4, 0.35] {
                bar(-wide * 0.1, y * tall, halfWidth: wide * 0.65, halfHeight: tall * 0.13, ink, layer: 2)
            }
        }
    }

    /// Three lamps in a box with a dark board; `lit` counts from the top.
    static func trafficLight(_ shape: inout Shape, _ foot: Point, lit: Int) {
        shape.box(foot + Point(-0.2, 0, -0.12), foot + Point(0.2, 1.0, 0.08), Paint(grey(0.07)))
        for (i, colour) in [RGB(1, 0.12, 0.08), RGB(1, 0.72, 0.1), RGB(0.15, 0.95, 0.5)].enumerated() {
            let paint = i == lit ? Paint(colour, .lamp, layer: 2) : Paint(colour * 0.22, layer: 2)
            lamp(&shape, foot + Point(0, 0.83 - Float(i) * 0.33, 0.085), 0.125, paint)
        }
    }

    /// Red and green for people on foot.
    static func walkers(_ shape: inout Shape, _ foot: Point, lit: Int) {
        shape.box(foot + Point(-0.15, 0, -0.1), foot + Point(0.15, 0.6, 0.08), Paint(grey(0.08)))
        for (i, colour) in [RGB(1, 0.15, 0.1), RGB(0.15, 0.95, 0.5)].enumerated() {
            lamp(
                &shape, foot + Point(0, 0.44 - Float(i) * 0.28, 0.085), 0.1,
                i == lit ? Paint(colour, .lamp, layer: 2) : Paint(colour * 0.2, layer: 2))
        }
    }

    private static func lamp(_ shape: inout Shape, _ centre: Point, _ radius: Float, _ paint: Paint) {
        shape.polygon(
            (0..<12).map {
                let angle = Float($0) * .pi / 6
                return centre + Point(radius * sine(angle), radius * cosine(angle), 0)
            }, paint)
    }
}
