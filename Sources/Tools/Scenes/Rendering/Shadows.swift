/// What keeps light off the ground: upright boxes and crowns of trees, found by place.
struct Shadows {
    private struct Caster {
        var pose: Pose
        var half: SIMD2<Float>
        /// Heights where it begins and ends.
        var bottom: Float
        var top: Float
        /// Round, with light between the leaves.
        var isCrown: Bool
    }

    private static let cell: Float = 4, columns = 32, rows = 44
    private let sun: Point
    private let strength: Float
    private var casters: [Caster] = []
    private var cells: [[Int]]

    init(sun: Point, strength: Float) {
        self.sun = sun
        self.strength = strength
        cells = [[Int]](repeating: [], count: Shadows.columns * Shadows.rows)
    }

    mutating func add(_ pose: Pose, halfWidth: Float, halfLength: Float, bottom: Float = 0, top: Float) {
        add(
            Caster(
                pose: pose, half: SIMD2(halfWidth, halfLength), bottom: bottom, top: top, isCrown: false))
    }

    mutating func addCrown(_ pose: Pose, radius: Float, bottom: Float, top: Float) {
        let foot = pose.position.y
        add(
            Caster(
                pose: pose, half: SIMD2(radius, radius), bottom: foot + bottom, top: foot + top, isCrown: true))
    }

    private mutating func add(_ caster: Caster) {
        casters.append(caster)
        let top = caster.top, pose = caster.pose
        let reach = caster.half.sum() + 0.6
        let sweep = strength > 0 ? Point(sun.x, 0, sun.z) * (-top / max(sun.y, 0.1)) : Point()
        let a = pose.position, b = pose.position + sweep
        guard
            let columns = Shadows.range(
                min(a.x, b.x) - reach, max(a.x, b.x) + reach, offset: Shadows.columns / 2, Shadows.columns),
            let rows = Shadows.range(min(a.z, b.z) - reach, max(a.z, b.z) + reach, offset: 2, Shadows.rows)
        else { return }
        for row in rows { for column in columns { cells[row * Shadows.columns + column].append(casters.count - 1) } }
    }

    private static func range(_ low: Float, _ high: Float, offset: Int, _ count: Int) -> ClosedRange<Int>? {
        let first = clamp((low / cell).rounded(.down), -1000, 1000) + Float(offset),
            last = clamp((high / cell).rounded(.down), -1000, 1000) + Float(offset)
        guard last >= 0, first < Float(count) else { return nil }
        return Int(max(first, 0))...Int(min(last, Float(count - 1)))
    }

    /// How much of the sun and of the sky reaches a place, 0 ... 1 each. `ignoring`: only casters above that height.
    func light(at place: Point, above: Float = 0) -> (sun: Float, sky: Float) {
        let column = Int(clamp((place.x / Shadows.cell).rounded(.down), -1000, 1000)) + Shadows.columns / 2
        let row = Int(clamp((place.z / Shadows.cell).rounded(.down), -1000, 1000)) + 2
        guard column >= 0, row >= 0, column < Shadows.columns, row < Shadows.rows else { return (1, 1) }
        var open: Float = 1, sunny: Float = 1
        for index in cells[row * Shadows.columns + column] where casters[index].top > above {
            let caster = casters[index]
            let d = place - caster.pose.position
            let x = dot(d, caster.pose.right), z = dot(d, caster.pose.forward)
            if caster.bottom < 1 {
                let outside = max(max(abs(x) - caster.half.x, abs(z) - caster.half.y), 0)
                if outside < 0.5 { open = min(open, 0.35 + 0.65 * smoothStep(-0.05, 0.5, outside)) }
            }
            if strength > 0, sunny > 0 {
                if caster.isCrown ? crownHides(caster, place) : hides(caster, x, z, place.y) { sunny = 0 }
            }
        }
        return (sunny, open)
    }

    /// Whether the way to the sun goes through a caster.
    private func hides(_ caster: Caster, _ x: Float, _ z: Float, _ y: Float) -> Bool {
        let rise = max(sun.y, 0.1)
        var from = max(caster.bottom - y, 0) / rise, to = (caster.top - y) / rise
        for (start, speed, half) in [
            (x, dot(sun, caster.pose.right), caster.half.x), (z, dot(sun, caster.pose.forward), caster.half.y),
        ] {
            guard abs(speed) > 1e-5 else {
                if abs(start) > half { return false }
                continue
            }
            let a = (-half - start) / speed, b = (half - start) / speed
            from = max(from, min(a, b))
            to = min(to, max(a, b))
        }
        return from < to
    }

    /// Whether the way to the sun goes through a crown: an ellipsoid with lumps and holes.
    private func crownHides(_ caster: Caster, _ place: Point) -> Bool {
        let middle = (caster.bottom + caster.top) / 2
        guard place.y < middle else { return false }
        let size = Point(caster.half.x, (caster.top - caster.bottom) / 2, caster.half.x)
        let way = normalised(sun / size)
        let from = (Point(caster.pose.position.x, middle, caster.pose.position.z) - place) / size
        let along = dot(from, way), away = max(dot(from, from) - along * along, 0)
        let leaves: Float = Noise.cloud(place.x * 0.9 + place.y, place.z * 0.9, 83)
        let reach = 1.1 + 0.5 * leaves
        return along > 0 && away < reach * reach && (leaves > -0.42 || away > 0.9)
    }
}
