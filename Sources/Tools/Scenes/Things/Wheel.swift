extension Shape {
    static let rubber = RGB(0.1, 0.1, 0.11)

    /// A car's wheel at the side `x` of the body; the arch is dark above `sill`.
    mutating func wheel(x: Float, z: Float, radius: Float, sill: Float, hub: RGB) {
        let side: Float = x < 0 ? -1 : 1, centre = Point(x, radius, z)
        let reach = radius * 1.16
        var arch: [Point] = []
        for i in 0...12 {
            let angle = Float(i) * .pi / 12
            arch.append(Point(x + side * 0.004, max(radius + reach * sine(angle), sill), z + reach * cosine(angle)))
        }
        polygon(arch, Paint(grey(0.06), layer: 2))
        drum(centre - Point(side * 0.1, 0, 0), radius, width: 0.22, Paint(Shape.rubber))
        disc(centre + Point(side * 0.012, 0, 0), radius, Paint(Shape.rubber, layer: 3))
        disc(centre + Point(side * 0.014, 0, 0), radius * 0.66, Paint(hub, layer: 4))
        for i in 0..<5 {
            let angle = Float(i) * 2 * .pi / 5
            let gap = centre + Point(side * 0.016, sine(angle) * radius * 0.4, cosine(angle) * radius * 0.4)
            disc(gap, radius * 0.13, corners: 6, Paint(hub * 0.35, layer: 5))
        }
    }

    /// A thin wheel of spokes in the plane of a cycle.
    mutating func spokedWheel(z: Float, radius: Float, tyre: Float, rim: RGB) {
        let centre = Point(0, radius, z), ring = radius - tyre
        let count = 20
        for i in 0..<count {
            let a = Float(i) * 2 * .pi / Float(count), b = Float(i + 1) * 2 * .pi / Float(count)
            capsule(
                centre + Point(0, ring * sine(a), ring * cosine(a)),
                centre + Point(0, ring * sine(b), ring * cosine(b)), tyre,
                Paint(Shape.rubber, layer: 1))
        }
        disc(centre, ring, Paint(rim, .spokes))
    }
}
