/// Trees, bushes and hedges.
enum Greenery {
    private enum Species: CaseIterable { case round, tall, conifer }

    static func leaf(_ chance: inout Chance) -> RGB {
        let autumn = chance.happens(0.08)
        return autumn
            ? chance.near(chance.pick([RGB(0.55, 0.38, 0.12), RGB(0.5, 0.28, 0.1), RGB(0.58, 0.5, 0.15)]), 0.05)
            : chance.near(
                chance.pick([
                    RGB(0.2, 0.33, 0.12), RGB(0.26, 0.39, 0.15), RGB(0.3, 0.42, 0.2), RGB(0.17, 0.28, 0.14),
                    RGB(0.34, 0.42, 0.16),
                ]), 0.04)
    }

    static func tree(_ scene: inout Scene, at pose: Pose, height h: Float, _ leaf: RGB, _ chance: inout Chance) {
        let object = scene.object(.vegetation), species = chance.pick([Species.round, .round, .round, .tall, .conifer])
        let far = pose.position.z > 60
        var shape = Shape()
        let bark = Paint(chance.near(RGB(0.3, 0.25, 0.2), 0.06), .bark), girth = h * chance.between(0.013, 0.024)
        let width: Float
        switch species {
        case .round, .tall:
            width = h * (species == .tall ? chance.between(0.13, 0.18) : chance.between(0.24, 0.36))
            let low = h * chance.between(0.24, 0.38), middle = (low + h) / 2, reach = (h - low) / 2
            let sway = Point(chance.between(-0.04, 0.04) * h, 0, 0)
            shape.capsule(Point(), Point(0, low * 1.25, 0) + sway, girth * 1.2, endRadius: girth * 0.8, bark)
            for side: Float in [-1, 0.2, 1] {
                shape.capsule(
                    Point(0, low * 0.95, 0) + sway * 0.8, Point(side * width * 0.6, middle, 0) + sway, girth * 0.6,
                    endRadius: girth * 0.3, bark)
            }
            for i in 0..<(far ? 9 : 34) {
                let angle = Float(i) * 2.4, level = chance.between(-0.85, 0.85),
                    ring = (1 - level * level).squareRoot() * chance.between(0.45, 0.85)
                let centre =
                    Point(cosine(angle) * ring * width, middle + level * reach, sine(angle) * ring * width) + sway
                let size = width * chance.between(0.24, 0.42) * (far ? 1.7 : 1)
                let tone = 0.82 + 0.25 * level + chance.between(-0.1, 0.1)
                shape.blob(
                    centre, size, size * chance.between(0.7, 1) * (species == .tall ? 1.6 : 1), ragged: 0.4,
                    Paint(leaf * max(tone, 0.5), .leaves))
            }
            scene.shadows.addCrown(pose, radius: width, bottom: low, top: h)
        case .conifer:
            width = h * 0.2
            shape.capsule(Point(), Point(0, h * 0.5, 0), girth, endRadius: girth * 0.6, bark)
            let tone = leaf * RGB(0.75, 0.85, 0.95), tiers = far ? 5 : 9
            for i in 0..<tiers {
                let share = Float(i) / Float(tiers), y = h * (0.2 + 0.75 * share),
                    size = width * (1 - share) + 0.12 * width
                for j in 0..<(far ? 1 : 3) {
                    let angle = Float(j) * 2.1 + Float(i)
                    shape.blob(
                        Point(cosine(angle) * size * 0.35, y, sine(angle) * size * 0.35), size, h * 0.08, ragged: 0.5,
                        Paint(tone * chance.between(0.8, 1.15), .leaves))
                }
            }
            scene.shadows.addCrown(pose, radius: width * 0.8, bottom: h * 0.15, top: h)
        }
        scene.add(shape, at: pose, of: object)
    }

    /// Far trees close together.
    static func thicket(_ scene: inout Scene, at pose: Pose, height: Float, _ leaf: RGB, _ chance: inout Chance) {
        var shape = Shape()
        for _ in 0..<5 {
            shape.blob(
                Point(chance.between(-4, 4), height * chance.between(0.2, 0.6), 0), 4, height * 0.4, ragged: 0.3,
                Paint(leaf * chance.between(0.8, 1.1), .leaves))
        }
        scene.add(shape, at: pose, of: scene.object(.vegetation))
    }

    static func bush(_ scene: inout Scene, at pose: Pose, height: Float, _ leaf: RGB, _ chance: inout Chance) {
        var shape = Shape()
        for i in 0..<7 {
            let angle = Float(i) * 2.4, reach = height * 0.5 * chance.unit()
            shape.blob(
                Point(cosine(angle) * reach, height * chance.between(0.35, 0.65), sine(angle) * reach), height * 0.5,
                height * 0.45,
                ragged: 0.35,
                Paint(leaf * chance.between(0.75, 1.15), .leaves))
        }
        scene.add(shape, at: pose, of: scene.object(.vegetation))
        scene.shadows.add(pose, halfWidth: height * 0.5, halfLength: height * 0.5, top: height * 0.8)
    }

    /// Along the street, its middle at `pose`.
    static func hedge(
        _ scene: inout Scene, at pose: Pose, long: Float, height: Float, _ leaf: RGB, _ chance: inout Chance
    ) {
        var shape = Shape()
        shape.box(Point(-0.35, 0, -long / 2), Point(0.35, height, long / 2), Paint(leaf * 0.85, .leaves))
        var z = -long / 2
        while z < long / 2 {
            for y in [height * 0.35, height * 0.95] {
                shape.blob(
                    Point(chance.between(-0.3, 0.3), y, z), chance.between(0.35, 0.5),
                    height * chance.between(0.2, 0.32), ragged: 0.4,
                    Paint(leaf * chance.between(0.75, 1.1), .leaves))
            }
            z += pose.position.z > 50 ? 1.4 : 0.55
        }
        scene.add(shape, at: pose, of: scene.object(.vegetation))
        scene.shadows.add(pose, halfWidth: 0.4, halfLength: long / 2, top: height)
    }
}
