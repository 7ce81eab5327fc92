/// Which surface is nearest at every sample: two by two samples a pixel, rows from top to bottom. 0 is the sky, n
/// surface n - 1.
struct SampleMap {
    let width: Int
    let height: Int
    private(set) var surfaces: [UInt32]
    private var nearness: [Float]

    /// Draws all surfaces of the objects that are not left out.
    init(_ scene: Scene, leavingOut hidden: [Bool]) {
        width = 2 * scene.camera.width
        height = 2 * scene.camera.height
        surfaces = [UInt32](repeating: 0, count: width * height)
        nearness = [Float](repeating: 0, count: width * height)
        let camera = scene.camera
        var points: [SIMD2<Float>] = [], clipped: [Point] = [], crossings: [Float] = []
        for (index, surface) in scene.surfaces.enumerated() where !hidden[surface.object] {
            SampleMap.clip(scene.corners, surface.corners, into: &clipped)
            guard clipped.count >= 3 else { continue }
            points.removeAll(keepingCapacity: true)
            for corner in clipped { points.append(camera.project(corner) * 2) }
            // One over the depth is linear in the picture.
            let n = Point(
                dot(surface.normal, camera.right), dot(surface.normal, camera.up), dot(surface.normal, camera.forward))
            let distance = dot(surface.normal, surface.origin - camera.position)
            guard abs(distance) > 1e-5 else { continue }
            let bias = (1 + 0.0008 * Float(surface.layer)) / distance
            let scale = 1 / (2 * camera.focal)
            let plane = Point(
                n.x * scale * bias, -n.y * scale * bias,
                (n.z - n.x * scale * Float(camera.width) + n.y * scale * Float(camera.height)) * bias)
            fill(points, plane, UInt32(index + 1), &crossings)
        }
    }

    /// The samples of a pixel: two above, two below.
    @inline(__always)
    func pixel(_ x: Int, _ y: Int) -> (UInt32, UInt32, UInt32, UInt32) {
        let start = 2 * y * width + 2 * x
        return (surfaces[start], surfaces[start + 1], surfaces[start + width], surfaces[start + width + 1])
    }

    /// Cuts off what is nearer than the camera sees.
    private static func clip(_ corners: [Point], _ range: Range<Int>, into result: inout [Point]) {
        result.removeAll(keepingCapacity: true)
        var last = corners[range.upperBound - 1]
        for i in range {
            let corner = corners[i]
            if (corner.z > Camera.near) != (last.z > Camera.near) {
                result.append(mix(last, corner, (Camera.near - last.z) / (corner.z - last.z)))
            }
            if corner.z > Camera.near { result.append(corner) }
            last = corner
        }
    }

    /// Row by row between pairs of crossings; a sample counts where its centre is inside.
    private mutating func fill(_ points: [SIMD2<Float>], _ plane: Point, _ surface: UInt32, _ crossings: inout [Float])
    {
        var low = Float.infinity, high = -Float.infinity
        for point in points {
            low = min(low, point.y)
            high = max(high, point.y)
        }
        let first = Int(clamp((low - 0.5).rounded(.up), 0, Float(height)))
        let last = Int(clamp((high - 0.5).rounded(.down), -1, Float(height - 1)))
        guard first <= last else { return }
        for row in first...last {
            let y = Float(row) + 0.5
            crossings.removeAll(keepingCapacity: true)
            var a = points[points.count - 1]
            for b in points {
                if (a.y <= y) != (b.y <= y) { crossings.append(a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x)) }
                a = b
            }
            if crossings.count == 2 {
                if crossings[0] > crossings[1] { crossings.swapAt(0, 1) }
            } else {
                crossings.sort()
            }
            var i = 0
            while i + 1 < crossings.count {
                span(row: row, from: crossings[i], to: crossings[i + 1], plane: plane, surface: surface)
                i += 2
            }
        }
    }

    @inline(__always)
    private mutating func span(row: Int, from: Float, to: Float, plane: Point, surface: UInt32) {
        let first = Int(clamp((from - 0.5).rounded(.up), 0, Float(width)))
        let end = Int(clamp((to - 0.5).rounded(.up), 0, Float(width)))
        guard first < end else { return }
        let start = plane.y * (Float(row) + 0.5) + plane.z, base = row * width
        nearness.withUnsafeMutableBufferPointer { nearness in
            surfaces.withUnsafeMutableBufferPointer { surfaces in
                for column in first..<end {
                    let near = start + plane.x * (Float(column) + 0.5)
                    if near > nearness[base + column] {
                        nearness[base + column] = near
                        surfaces[base + column] = surface
                    }
                }
            }
        }
    }
}
