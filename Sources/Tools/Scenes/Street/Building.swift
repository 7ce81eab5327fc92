/// Houses with a facade towards the road.
struct Building {
    private static let walls = [
        RGB(0.82, 0.77, 0.66), RGB(0.86, 0.82, 0.74), RGB(0.75, 0.68, 0.55), RGB(0.68, 0.64, 0.6), RGB(0.6, 0.6, 0.6),
        RGB(0.8, 0.66, 0.52), RGB(0.62, 0.38, 0.3), RGB(0.55, 0.33, 0.27), RGB(0.72, 0.74, 0.72), RGB(0.85, 0.75, 0.5),
        RGB(0.66, 0.72, 0.74), RGB(0.8, 0.6, 0.52), RGB(0.9, 0.89, 0.86), RGB(0.5, 0.47, 0.44),
    ]
    private static let roofs = [
        RGB(0.5, 0.25, 0.18), RGB(0.42, 0.22, 0.17), RGB(0.3, 0.29, 0.3), RGB(0.36, 0.33, 0.32), RGB(0.24, 0.25, 0.28),
    ]

    /// `pose` is at the middle of the facade's foot; `side` is the side of the road; lengths in metres.
    static func add(
        _ scene: inout Scene, at pose: Pose, side: Float, width: Float, height: Float, depth: Float,
        _ chance: inout Chance
    ) {
        var facade = Facade(height: height, width: width, &chance)
        let colour = chance.near(chance.pick(walls), 0.07), half = width / 2
        scene.facades.append(facade)
        let front = Paint(colour, .facade(scene.facades.count - 1))
        // The gable walls have fewer windows, and no shops.
        facade.ground = .plain
        facade.width = depth
        facade.bay = max(depth / 3, 2.5)
        facade.windowWidth *= chance.pick([0.7, 0.7, 0])
        facade.hasBalconies = false
        scene.facades.append(facade)
        let gable = Paint(colour, .facade(scene.facades.count - 1))
        let back = side * depth, x: Float = 0
        var shape = Shape()
        shape.polygon([Point(x, 0, -half), Point(x, 0, half), Point(x, height, half), Point(x, height, -half)], front)
        for z in [-half, half] {
            shape.polygon([Point(x, 0, z), Point(back, 0, z), Point(back, height, z), Point(x, height, z)], gable)
        }
        shape.polygon(
            [Point(back, 0, -half), Point(back, 0, half), Point(back, height, half), Point(back, height, -half)],
            Paint(colour * 0.9, .plaster))
        let roof = Paint(chance.near(chance.pick(roofs), 0.04), .tiles)
        if height < 20, chance.happens(0.65) {
            let rise = min(chance.between(2, 4.5), depth * 0.45), ridge = side * depth / 2, eave = -side * 0.35
            for (foot, base) in [(eave, height - 0.1), (back, height)] {
                shape.polygon(
                    [
                        Point(foot, base, -half - 0.15), Point(foot, base, half + 0.15),
                        Point(ridge, height + rise, half + 0.15),
                        Point(ridge, height + rise, -half - 0.15),
                    ], roof)
            }
            for z in [-half, half] {
                shape.polygon(
                    [Point(0, height, z), Point(back, height, z), Point(ridge, height + rise, z)],
                    Paint(colour, facade.wall))
            }
            dormers(
                &shape, side: side, width: width, height: height, rise: rise, depth: depth, colour: colour, roof: roof,
                facade: facade,
                &chance)
        } else {
            let edge = Paint(facade.trim * 0.85, .concrete)
            shape.box(
                Point(min(-side * 0.25, back), height, -half), Point(max(-side * 0.25, back), height + 0.35, half), edge
            )
            shape.polygon(
                [
                    Point(0, height + 0.3, -half), Point(back, height + 0.3, -half), Point(back, height + 0.3, half),
                    Point(0, height + 0.3, half),
                ], edge)
            if chance.happens(0.4) {
                shape.box(
                    Point(min(side * 2, side * 5), height, -2), Point(max(side * 2, side * 5), height + 2.2, 2),
                    Paint(colour * 0.9, .concrete))
            }
        }
        scene.add(shape, at: pose, of: scene.object(.building))
        var middle = pose
        middle.position = pose(Point(side * depth / 2, 0, 0))
        scene.shadows.add(middle, halfWidth: depth / 2, halfLength: half, top: height)
    }

    private static func dormers(
        _ shape: inout Shape, side: Float, width: Float, height: Float, rise: Float, depth: Float, colour: RGB,
        roof: Paint,
        facade: Facade,
        _ chance: inout Chance
    ) {
        if chance.happens(0.45) {
            let count = max(Int(width / chance.between(3, 5)), 1)
            for i in 0..<count {
                let z = (Float(i) + 0.5) / Float(count) * width - width / 2, x = side * 0.6,
                    top = height + min(rise * 0.75, 1.9)
                shape.box(
                    Point(min(x, side * 3), height, z - 0.7), Point(max(x, side * 3), top, z + 0.7),
                    Paint(colour * 0.95, .plaster))
                shape.polygon(
                    [
                        Point(x, height + 0.55, z - 0.45), Point(x, height + 0.55, z + 0.45),
                        Point(x, top - 0.2, z + 0.45),
                        Point(x, top - 0.2, z - 0.45),
                    ],
                    Paint(facade.glass, .glass, layer: 1))
                shape.box(
                    Point(min(x - side * 0.2, side * 3), top, z - 0.85),
                    Point(max(x - side * 0.2, side * 3), top + 0.15, z + 0.85), roof)
            }
        }
        for _ in 0..<chance.whole(0...2) {
            let z = chance.between(-width / 2 + 0.6, width / 2 - 0.6), x = side * depth * chance.between(0.35, 0.5)
            shape.box(
                Point(x - 0.35, height + rise * 0.5, z - 0.4), Point(x + 0.35, height + rise + 0.9, z + 0.4),
                Paint(RGB(0.5, 0.3, 0.25), .brick))
        }
    }
}
