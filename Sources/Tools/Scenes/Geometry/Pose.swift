import Foundation

/// Where a thing stands and how it is turned. In its own coordinates x is its right, y up, z its front.
struct Pose {
    var position: Point
    var right: Point
    var up: Point
    var forward: Point

    /// `heading` in radians: 0 looks away from the camera, positive turns to the right.
    init(_ position: Point, heading: Float) {
        self.position = position
        right = Point(cos(heading), 0, -sin(heading))
        up = Point(0, 1, 0)
        forward = Point(sin(heading), 0, cos(heading))
    }

    /// Tilted to its right by `angle`, as a rider leans into a curve.
    func leaning(_ angle: Float) -> Pose {
        var pose = self
        pose.right = right * cos(angle) - up * sin(angle)
        pose.up = up * cos(angle) + right * sin(angle)
        return pose
    }

    func callAsFunction(_ p: Point) -> Point { position + right * p.x + up * p.y + forward * p.z }
}
