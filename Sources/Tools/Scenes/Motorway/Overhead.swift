/// What stands beside and over a motorway: lamp posts, signs, gantries, bridges.
struct Overhead {
    let motorway: Motorway

    func draw(_ scene: inout Scene, _ chance: inout Chance) {
        if chance.happens(0.4) { lamps(&scene, &chance) }
        if chance.happens(0.3) { gantry(&scene, at: chance.between(22, 110), &chance) }
        if chance.happens(0.15) { bridge(&scene, at: chance.between(30, 140), &chance) }
        for _ in 0..<chance.pick([0, 1, 1, 2, 3]) { sign(&scene, at: chance.logBetween(10, 90), &chance) }
    }

    private func lamps(_ scene: inout Scene, _ chance: inout Chance) {
        let height = chance.between(8, 12), paint = Paint(grey(chance.between(0.35, 0.6)))
        let step = chance.between(30, 45)
        // On the median both ways, or at the right.
        let isMedian = motorway.opposite != nil && chance.happens(0.5)
        let t = isMedian ? motorway.leftEdge - 0.6 : motorway.rightEdge + 1.2
        var shape = Shape()
        shape.capsule(Point(), Point(0, height, 0), 0.12, endRadius: 0.07, paint)
        for side: Float in isMedian ? [-1, 1] : [-1] {
            let tip = Point(side * 2.2, height + 0.4, 0)
            shape.capsule(Point(0, height, 0), tip, 0.05, paint)
            shape.capsule(tip, tip + Point(side * 0.7, 0.05, 0), 0.11, endRadius: 0.08, Paint(grey(0.6)))
        }
        for s in stride(from: chance.between(6, 30), to: Motorway.end, by: step) {
            let pose = motorway.course.pose(t, s)
            scene.add(shape, at: pose, of: scene.object(.pole))
            scene.shadows.add(pose, halfWidth: 0.09, halfLength: 0.09, top: height)
        }
    }

    /// A beam over the lanes with boards that face the traffic.
    private func gantry(_ scene: inout Scene, at s: Float, _ chance: inout Chance) {
        let pose = motorway.course.pose(0, s)
        let low: Float = chance.between(5.2, 6), high = low + chance.between(0.7, 1.2)
        let (left, right) = (motorway.leftEdge - 0.6, motorway.rightEdge + 1.5)
        let steel = Paint(grey(chance.between(0.4, 0.65)), .galvanised)
        var frame = Shape()
        for t in [left, right] { frame.box(Point(t - 0.15, 0, -0.15), Point(t + 0.15, high, 0.15), steel) }
        for y in [low, high] {
            frame.box(Point(left, y - 0.08, -0.1), Point(right, y + 0.08, 0.1), steel)
        }
        var t = left
        while t < right - 1 {
            frame.capsule(Point(t, low, 0), Point(t + 0.6, high, 0), 0.04, steel)
            frame.capsule(Point(t + 0.6, high, 0), Point(t + 1.2, low, 0), 0.04, steel)
            t += 1.2
        }
        scene.add(frame, at: pose, of: scene.object(.pole))
        let colour = chance.pick([RGB(0.05, 0.38, 0.22), RGB(0.07, 0.25, 0.6), RGB(0.04, 0.32, 0.2)])
        var boards = Shape()
        for lane in 0..<motorway.lanes where chance.happens(0.7) {
            let middle = (Float(lane) + 0.5) * motorway.laneWidth
            board(
                &boards, Point(middle, low + chance.between(0.2, 0.8), -0.3), half: chance.between(1, 1.65),
                tall: chance.between(0.6, 1.3), colour, &chance)
        }
        scene.add(boards, at: pose, of: scene.object(.trafficSign))
    }

    private func board(
        _ shape: inout Shape, _ centre: Point, half: Float, tall: Float, _ colour: RGB, _ chance: inout Chance
    ) {
        let quad = Quad(
            centre + Point(-half, -tall, 0), centre + Point(half, -tall, 0), centre + Point(half, tall, 0),
            centre + Point(-half, tall, 0))
        shape.patch(quad, 0...1, 0...1, Paint(grey(0.92)))
        shape.patch(quad, 0.02...0.98, 0.03...0.97, Paint(colour, layer: 1))
        for line in 0..<chance.whole(1...3) {
            let y = 0.15 + 0.27 * Float(line), from = chance.between(0.08, 0.2)
            // Words.
            var x = from
            while x < 0.8 {
                let next = min(x + chance.between(0.08, 0.25), 0.92)
                shape.patch(quad, x...next, y...(y + 0.15), Paint(grey(0.92), layer: 2))
                x = next + 0.03
            }
        }
    }

    /// A deck with railings, on abutments beyond the edges.
    private func bridge(_ scene: inout Scene, at s: Float, _ chance: inout Chance) {
        let low: Float = chance.between(4.8, 6), deep = chance.between(0.9, 1.6), half = chance.between(3, 7)
        let concrete = Paint(chance.near(RGB(0.6, 0.58, 0.54), 0.08), .concrete)
        let pose = motorway.course.pose(0, s, heading: chance.between(-0.2, 0.2))
        let (left, right) = (motorway.verge(-1) - 3, motorway.verge(1) + 3)
        var shape = Shape()
        shape.box(Point(left - 60, low, -half), Point(right + 60, low + deep, half), concrete)
        for (from, to) in [(left - 60, left), (right, right + 60)] {
            shape.box(Point(from, 0, -half), Point(to, low, half), concrete)
        }
        if motorway.opposite != nil {
            let t = motorway.leftEdge - 0.55
            shape.box(Point(t - 0.25, 0, -half + 0.5), Point(t + 0.2, low, half - 0.5), concrete)
        }
        scene.add(shape, at: pose, of: scene.object(.bridge))
        scene.shadows.add(
            pose, halfWidth: right - left + 60, halfLength: half, bottom: low, top: low + deep)
        var railing = Shape()
        let steel = Paint(chance.near(grey(0.5), 0.15))
        for z in [-half + 0.1, half - 0.1] {
            for y: Float in [0.45, 0.95] {
                railing.box(
                    Point(left - 60, low + deep + y, z - 0.03), Point(right + 60, low + deep + y + 0.07, z + 0.03),
                    steel)
            }
            for x in stride(from: left - 20, to: right + 20, by: 1.5) {
                railing.box(
                    Point(x - 0.03, low + deep, z - 0.03), Point(x + 0.03, low + deep + 1, z + 0.03), steel)
            }
        }
        scene.add(railing, at: pose, of: scene.object(.fence))
    }

    private func sign(_ scene: inout Scene, at s: Float, _ chance: inout Chance) {
        let t = motorway.rightEdge + chance.between(1, 3), height = chance.between(1.9, 2.8)
        var post = Shape(), plate = Shape()
        post.capsule(Point(), Point(0, height + 0.4, 0), 0.05, Paint(grey(0.5)))
        scene.add(post, at: motorway.course.pose(t, s), of: scene.object(.pole))
        Sign.plate(&plate, Point(0, height, 0.06), &chance)
        scene.add(
            plate, at: motorway.course.pose(t, s, heading: .pi + chance.between(-0.15, 0.15)),
            of: scene.object(.trafficSign))
    }
}
