/// The line that a street follows. `s` are metres along it, `t` metres to its right.
struct Course {
    /// One over the radius; positive to the right.
    var bend: Float
    /// The camera's place.
    var cameraT: Float

    func direction(_ s: Float) -> Float { bend * s }

    func point(_ t: Float, _ s: Float, _ y: Float = 0) -> Point {
        let angle = direction(s)
        return Point(bend * s * s / 2 + t * cosine(angle) - cameraT, y, s - t * sine(angle))
    }

    /// `heading` relative to the street.
    func pose(_ t: Float, _ s: Float, _ y: Float = 0, heading: Float = 0) -> Pose {
        Pose(point(t, s, y), heading: direction(s) + heading)
    }
}

extension Scene {
    /// A level piece of ground along a street.
    mutating func strip(
        _ course: Course, _ across: ClosedRange<Float>, _ along: ClosedRange<Float>, height: Float = 0, _ paint: Paint,
        label: Label
    ) {
        let (t0, t1, s0, s1) = (across.lowerBound, across.upperBound, along.lowerBound, along.upperBound)
        add(
            [
                course.point(t0, s0, height), course.point(t1, s0, height), course.point(t1, s1, height),
                course.point(t0, s1, height),
            ], paint, label: label)
    }
}
