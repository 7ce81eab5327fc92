import Foundation

/// A pinhole camera above the road that looks along it.
struct Camera {
    let width: Int
    let height: Int
    /// Pixels.
    let focal: Float
    let position: Point
    let right: Point
    let up: Point
    let forward: Point

    /// Nothing nearer than this is drawn, in metres.
    static let near: Float = 0.4

    init(width: Int, height: Int, position: Point, yaw: Float, roll: Float, horizon: Float, zoom: Float) {
        self.width = width
        self.height = height
        self.position = position
        // As wide a view for any size as for one of twice its height.
        focal = zoom * (2 * Float(width) * Float(height)).squareRoot()
        let pitch = atan((horizon - 0.5) * Float(height) / focal)
        let level = Pose(Point(), heading: yaw)
        forward = level.forward * cos(pitch) + level.up * sin(pitch)
        let straightUp = level.up * cos(pitch) - level.forward * sin(pitch)
        right = level.right * cos(roll) + straightUp * sin(roll)
        up = straightUp * cos(roll) - level.right * sin(roll)
    }

    /// A random one above a lane's middle, so many metres above the road.
    init(width: Int, height: Int, above: ClosedRange<Float>, _ chance: inout Chance) {
        self.init(
            width: width, height: height,
            position: Point(chance.between(-0.4, 0.4), chance.between(above.lowerBound, above.upperBound), 0),
            yaw: chance.between(-0.06, 0.06), roll: chance.between(-0.01, 0.01), horizon: chance.between(0.38, 0.5),
            zoom: chance.between(0.85, 1.15))
    }

    /// In the camera's own axes: right, up, depth.
    @inline(__always) func view(_ p: Point) -> Point {
        let d = p - position
        return Point(dot(d, right), dot(d, up), dot(d, forward))
    }

    /// The pixel of a point in the camera's axes.
    @inline(__always) func project(_ v: Point) -> SIMD2<Float> {
        let scale = focal / v.z
        return SIMD2(Float(width) * 0.5 + v.x * scale, Float(height) * 0.5 - v.y * scale)
    }

    /// The direction of a pixel; one metre of it is one metre of depth.
    @inline(__always) func ray(_ x: Float, _ y: Float) -> Point {
        forward + right * ((x - Float(width) * 0.5) / focal) + up * ((Float(height) * 0.5 - y) / focal)
    }
}
