/// Walls and fences along the street, their middle at a pose.
enum Barrier {
    static func wall(_ scene: inout Scene, at pose: Pose, long: Float, height: Float, _ chance: inout Chance) {
        var shape = Shape()
        let half = long / 2
        let (colour, material) = chance.pick([
            (RGB(0.55, 0.36, 0.29), Material.brick), (RGB(0.6, 0.59, 0.56), .concrete),
            (RGB(0.75, 0.72, 0.65), .plaster),
            (RGB(0.5, 0.48, 0.45), .setts),
        ])
        let tone = chance.near(colour, 0.06)
        shape.box(Point(-0.15, 0, -half), Point(0.15, height, half), Paint(tone, material))
        shape.box(Point(-0.21, height, -half), Point(0.21, height + 0.1, half), Paint(tone * 0.8, .concrete))
        if chance.happens(0.5) {
            for x: Float in [-0.15, 0.15] {
                for _ in 0..<chance.whole(1...5) {
                    let z = chance.between(-half, half * 0.8), y = height * chance.between(0.15, 0.6),
                        size = chance.between(0.2, 0.45) * height
                    shape.polygon(
                        [
                            Point(x, y, z), Point(x, y, z + size * 2), Point(x, y + size, z + size * 1.8),
                            Point(x, y + size * 0.9, z + size * 0.2),
                        ],
                        Paint(RGB(chance.unit(), chance.unit(), chance.unit()) * 0.8, .cloth, layer: 1))
                }
            }
        }
        scene.add(shape, at: pose, of: scene.object(.wall))
        scene.shadows.add(pose, halfWidth: 0.2, halfLength: half, top: height)
    }

    static func fence(_ scene: inout Scene, at pose: Pose, long: Float, height: Float, _ chance: inout Chance) {
        var shape = Shape()
        let half = long / 2
        func panel(_ low: Float, _ high: Float, _ paint: Paint) {
            shape.polygon(
                [Point(0, low, -half), Point(0, low, half), Point(0, high, half), Point(0, high, -half)], paint)
        }
        let steel = chance.near(grey(0.5), 0.15)
        switch chance.whole(0...3) {
        case 0: panel(0.05, height, Paint(chance.near(RGB(0.5, 0.38, 0.26), 0.1), .planks))
        case 1: panel(0.02, height, Paint(chance.near(RGB(0.45, 0.5, 0.45), 0.12), .mesh))
        case 2:
            // Bars with the view between them.
            let paint = Paint(chance.pick([grey(0.1), RGB(0.1, 0.25, 0.16), grey(0.7)]))
            let thick: Float = 0.055, step: Float = pose.position.z > 25 ? 0.24 : 0.13
            for y in [0.15, height - 0.1] { shape.box(Point(-0.03, y, -half), Point(0.03, y + 0.07, half), paint) }
            for z in stride(from: -half, to: half, by: step) {
                let wide = step > 0.2 ? thick * 1.8 : thick
                shape.polygon(
                    [Point(0, 0.05, z), Point(0, 0.05, z + wide), Point(0, height, z + wide), Point(0, height, z)],
                    paint)
            }
        default: panel(0.05, height, Paint(chance.near(grey(0.6), 0.1), .corrugated))
        }
        for z in stride(from: -half, through: half, by: 2.4) {
            shape.box(Point(-0.05, 0, z - 0.05), Point(0.05, min(height, 2), z + 0.05), Paint(steel))
        }
        scene.add(shape, at: pose, of: scene.object(.fence))
    }
}
