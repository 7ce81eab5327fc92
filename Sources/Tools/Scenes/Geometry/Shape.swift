import Foundation

/// Colour and surface of a part.
struct Paint {
    var colour: RGB
    var material: Material
    /// What lies in the same plane as a lower layer is drawn over it: windows on a body, markings on a road.
    var layer: Int

    init(_ colour: RGB, _ material: Material = .plain, layer: Int = 0) {
        self.colour = colour
        self.material = material
        self.layer = layer
    }

    func over(_ layers: Int) -> Paint { Paint(colour, material, layer: layer + layers) }
}

/// A thing made of simple parts, in its own coordinates.
struct Shape {
    enum Part {
        /// Plane, convex or not; a corner list may run through a hole.
        case polygon([Point])
        /// A limb, pole or tube with round ends: it looks the same from all around its axis.
        case capsule(Point, Point, Float, Float)
        /// A ball or a lump, `ragged` 0 ... 1 at its edge.
        case blob(Point, across: Float, upright: Float, ragged: Float)
    }

    private(set) var parts: [(part: Part, paint: Paint)] = []

    mutating func polygon(_ corners: [Point], _ paint: Paint) { parts.append((.polygon(corners), paint)) }

    mutating func capsule(_ a: Point, _ b: Point, _ radius: Float, endRadius: Float, _ paint: Paint) {
        parts.append((.capsule(a, b, radius, endRadius), paint))
    }

    mutating func capsule(_ a: Point, _ b: Point, _ radius: Float, _ paint: Paint) {
        capsule(a, b, radius, endRadius: radius, paint)
    }

    mutating func blob(_ centre: Point, _ across: Float, _ upright: Float, ragged: Float = 0, _ paint: Paint) {
        parts.append((.blob(centre, across: across, upright: upright, ragged: ragged), paint))
    }

    mutating func blob(_ centre: Point, _ radius: Float, _ paint: Paint) { blob(centre, radius, radius, paint) }

    /// A part of a quadrilateral, from `u.lower` to `u.upper` of its first side and so on.
    mutating func patch(_ quad: Quad, _ u: ClosedRange<Float>, _ v: ClosedRange<Float>, _ paint: Paint) {
        polygon(quad.part(u, v).corners, paint)
    }

    mutating func box(_ low: Point, _ high: Point, _ paint: Paint) {
        for quad in Quad.box(low, high) { polygon(quad.corners, paint) }
    }

    /// A side profile (z, y) drawn out to both sides, narrowing evenly by `taper` a metre above the first point.
    mutating func prism(_ profile: [SIMD2<Float>], half: Float, taper: Float = 0, sides: Paint, over: Paint) {
        func corner(_ p: SIMD2<Float>, _ side: Float) -> Point {
            Point(side * (half - taper * (p.y - profile[0].y)), p.y, p.x)
        }
        for side: Float in [-1, 1] { polygon(profile.map { corner($0, side) }, sides) }
        for i in profile.indices {
            let a = profile[i], b = profile[(i + 1) % profile.count]
            polygon([corner(a, -1), corner(b, -1), corner(b, 1), corner(a, 1)], over)
        }
    }

    /// A flat circle square to x at the given centre.
    mutating func disc(_ centre: Point, _ radius: Float, corners: Int = 20, _ paint: Paint) {
        polygon(
            (0..<corners).map {
                let angle = Float($0) * 2 * .pi / Float(corners)
                return centre + Point(0, radius * sin(angle), radius * cos(angle))
            }, paint)
    }

    /// A drum whose axis is x: a tyre seen from anywhere.
    mutating func drum(_ centre: Point, _ radius: Float, width: Float, _ paint: Paint) {
        let corners = 16
        func rim(_ i: Int, _ x: Float) -> Point {
            let angle = Float(i) * 2 * .pi / Float(corners)
            return centre + Point(x, radius * sin(angle), radius * cos(angle))
        }
        for i in 0..<corners {
            polygon([rim(i, -width / 2), rim(i + 1, -width / 2), rim(i + 1, width / 2), rim(i, width / 2)], paint)
        }
    }
}

/// Four corners: origin, end of the first side, opposite, end of the second side.
struct Quad {
    var corners: [Point]

    init(_ a: Point, _ b: Point, _ c: Point, _ d: Point) { corners = [a, b, c, d] }

    func at(_ u: Float, _ v: Float) -> Point { mix(mix(corners[0], corners[1], u), mix(corners[3], corners[2], u), v) }

    func part(_ u: ClosedRange<Float>, _ v: ClosedRange<Float>) -> Quad {
        Quad(
            at(u.lowerBound, v.lowerBound), at(u.upperBound, v.lowerBound), at(u.upperBound, v.upperBound),
            at(u.lowerBound, v.upperBound))
    }

    /// The six faces of a box: left, right, rear, front, bottom, top. First sides run along the box, second ones up.
    static func box(_ a: Point, _ b: Point) -> [Quad] {
        func p(_ x: Int, _ y: Int, _ z: Int) -> Point {
            Point(x == 0 ? a.x : b.x, y == 0 ? a.y : b.y, z == 0 ? a.z : b.z)
        }
        return [
            Quad(p(0, 0, 0), p(0, 0, 1), p(0, 1, 1), p(0, 1, 0)), Quad(p(1, 0, 0), p(1, 0, 1), p(1, 1, 1), p(1, 1, 0)),
            Quad(p(0, 0, 0), p(1, 0, 0), p(1, 1, 0), p(0, 1, 0)), Quad(p(0, 0, 1), p(1, 0, 1), p(1, 1, 1), p(0, 1, 1)),
            Quad(p(0, 0, 0), p(1, 0, 0), p(1, 0, 1), p(0, 0, 1)), Quad(p(0, 1, 0), p(1, 1, 0), p(1, 1, 1), p(0, 1, 1)),
        ]
    }
}
