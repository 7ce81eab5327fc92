/// One plane piece of the scene.
struct Surface {
    /// Its corners in `Scene.corners`.
    var corners: Range<Int>
    /// Index into `Scene.objects`.
    var object: Int
    var colour: RGB
    var material: Material
    var layer: Int
    /// Unit vectors: `normal` towards the camera, `u` and `v` in the plane, from `origin`.
    var normal: Point
    var origin: Point
    var u: Point
    var v: Point
    /// Radii along u and v of what is round and only drawn as a plane; infinite where it is flat.
    var roundness: SIMD2<Float>
}

/// What one id is given to: a countable object, or all of a class that is not counted.
struct SceneObject {
    var label: Label
    /// What stands or falls with it: a rider and what is ridden.
    var partner: Int?
    /// 0 where something keeps the sun off it, 1 where nothing does.
    var sunlight: Float = 1
}

/// Everything that a picture is drawn from.
struct Scene {
    let camera: Camera
    let light: Light
    /// In the camera's axes.
    private(set) var corners: [Point] = []
    private(set) var surfaces: [Surface] = []
    private(set) var objects: [SceneObject] = []
    var facades: [Facade] = []
    var shadows: Shadows
    private var uncounted: [Label: Int] = [:]
    /// Numbers for ragged edges.
    private var edges: Chance

    init(camera: Camera, light: Light, edges: Chance) {
        self.camera = camera
        self.light = light
        self.edges = edges
        shadows = Shadows(sun: light.sunDirection, strength: light.sunStrength)
    }

    /// A new object of a class that is counted, the one of any other.
    mutating func object(_ label: Label, partner: Int? = nil) -> Int {
        if !label.isThing, let known = uncounted[label] { return known }
        objects.append(SceneObject(label: label, partner: partner))
        let index = objects.count - 1
        if let partner { objects[partner].partner = index }
        if !label.isThing { uncounted[label] = index }
        return index
    }

    mutating func shade(object: Int, sunlight: Float) { objects[object].sunlight = sunlight }

    mutating func add(_ shape: Shape, at pose: Pose, of object: Int) {
        for (part, paint) in shape.parts {
            switch part {
            case .polygon(let points): polygon(points.map { pose($0) }, paint, object)
            case .capsule(let a, let b, let ra, let rb):
                capsule(pose(a), pose(b), startRadius: ra, endRadius: rb, paint, object: object)
            case .blob(let centre, let across, let upright, let ragged):
                blob(pose(centre), across: across, upright: upright, ragged: ragged, paint, object: object)
            }
        }
    }

    /// The same with points of the world.
    mutating func add(_ points: [Point], _ paint: Paint, label: Label) { polygon(points, paint, object(label)) }

    private mutating func polygon(_ points: [Point], _ paint: Paint, _ object: Int) {
        var sum = Point()
        for i in points.indices { sum += cross(points[i] - points[0], points[(i + 1) % points.count] - points[0]) }
        let normal = normalised(sum), u = normalised(points[1] - points[0])
        var v = cross(normal, u)
        if dot(v, points[points.count - 1] - points[0]) < 0 { v = -v }
        append(
            points, normal: normal, origin: points[0], u: u, v: v, roundness: SIMD2(.infinity, .infinity), paint,
            object: object)
    }

    /// A strip that faces the camera. It lies nearer than the axis, as the skin of a tube does: a thick one hides a
    /// thin one inside.
    private mutating func capsule(
        _ a: Point, _ b: Point, startRadius ra: Float, endRadius rb: Float, _ paint: Paint, object: Int
    ) {
        let axis = normalised(b - a), sight = normalised(camera.position - (a + b) * 0.5)
        let across = cross(axis, sight)
        guard length(across) > 0.05 else { return blob(a, across: ra, upright: ra, ragged: 0, paint, object: object) }
        let side = normalised(across)
        let skin = sight * (0.7 * max(ra, rb))
        // The far pixels of a thin tube need no round ends.
        let steps = dot(a - camera.position, camera.forward) > 400 * ra ? 1 : 4
        var points: [Point] = []
        for (end, radius, turn) in [(b + skin, rb, Float(1)), (a + skin, ra, Float(-1))] {
            for i in 0...steps {
                let angle = Float.pi * (Float(i) / Float(steps) - 0.5)
                points.append(end + (axis * cosine(angle) - side * sine(angle)) * (radius * turn))
            }
        }
        append(
            points, normal: normalised(cross(side, axis)), origin: a + skin, u: side, v: axis,
            roundness: SIMD2(max(ra, rb), .infinity), paint, object: object)
    }

    private mutating func blob(
        _ heart: Point, across: Float, upright: Float, ragged: Float, _ paint: Paint, object: Int
    ) {
        let sight = normalised(camera.position - heart), centre = heart + sight * (0.7 * min(across, upright))
        let side = normalised(cross(Point(0, 1, 0), sight)), up = cross(sight, side)
        // As many corners as its size in the picture asks for.
        let pixels = across * camera.focal / max(dot(centre - camera.position, camera.forward), Camera.near)
        let count = Int(ragged > 0 ? clamp(pixels * 0.9, 12, 90) : clamp(pixels, 8, 20))
        let lumps = ragged > 0 ? (0..<8).map { _ in edges.unit() } : []
        var points: [Point] = []
        for i in 0..<count {
            let turn = Float(i) / Float(count), angle = turn * 2 * .pi
            var reach: Float = 1
            if ragged > 0 {
                // Lumps, and leaves on them that do not grow with the number of corners.
                let lump = Int(turn * 8), share = turn * 8 - Float(lump)
                reach -=
                    ragged
                    * (0.7 * mix(lumps[lump], lumps[(lump + 1) % 8], share) + edges.unit()
                        * min(18 / Float(count), 0.45))
            }
            points.append(centre + side * (cosine(angle) * across * reach) + up * (sine(angle) * upright * reach))
        }
        append(
            points, normal: sight, origin: centre, u: side, v: up, roundness: SIMD2(across, upright), paint,
            object: object)
    }

    /// Keeps a surface if any of it may be in the picture.
    private mutating func append(
        _ points: [Point], normal: Point, origin: Point, u: Point, v: Point, roundness: SIMD2<Float>,
        _ paint: Paint,
        object: Int
    ) {
        let start = corners.count
        let halfWidth = Float(camera.width) * 0.5 / camera.focal, halfHeight = Float(camera.height) * 0.5 / camera.focal
        var outside: (Bool, Bool, Bool, Bool, Bool) = (true, true, true, true, true)
        for point in points {
            let seen = camera.view(point)
            if seen.z > Camera.near { outside.0 = false }
            if seen.x < seen.z * halfWidth { outside.1 = false }
            if seen.x > -seen.z * halfWidth { outside.2 = false }
            if seen.y < seen.z * halfHeight { outside.3 = false }
            if seen.y > -seen.z * halfHeight { outside.4 = false }
            corners.append(seen)
        }
        guard !(outside.0 || outside.1 || outside.2 || outside.3 || outside.4) else {
            corners.removeLast(corners.count - start)
            return
        }
        let towards = dot(normal, camera.position - origin) < 0 ? -normal : normal
        surfaces.append(
            Surface(
                corners: start..<corners.count, object: object, colour: paint.colour, material: paint.material,
                layer: paint.layer,
                normal: towards, origin: origin, u: u, v: v, roundness: roundness))
    }
}
