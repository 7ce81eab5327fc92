/// Which ground is taken: no two things stand in one place.
struct Places {
    private var circles: [(x: Float, z: Float, radius: Float)] = []

    /// Takes a circle if it is free.
    mutating func claim(_ centre: Point, _ radius: Float) -> Bool {
        guard isFree(centre, radius) else { return false }
        circles.append((centre.x, centre.z, radius))
        return true
    }

    /// Takes a rectangle, as circles along its length; `margin` is kept free around it.
    mutating func claim(_ pose: Pose, halfWidth: Float, halfLength: Float, margin: Float) -> Bool {
        let reach = max(halfLength - halfWidth, 0), count = max(Int((reach / halfWidth).rounded(.up)) + 1, 1)
        let centres = (0..<count).map { i -> Point in
            pose.position + pose.forward * (count == 1 ? 0 : (Float(i) / Float(count - 1) * 2 - 1) * reach)
        }
        guard centres.allSatisfy({ isFree($0, halfWidth + margin) }) else { return false }
        circles += centres.map { ($0.x, $0.z, halfWidth) }
        return true
    }

    private func isFree(_ centre: Point, _ radius: Float) -> Bool {
        circles.allSatisfy { circle in
            let x = circle.x - centre.x, z = circle.z - centre.z, near = circle.radius + radius
            return x * x + z * z >= near * near
        }
    }
}
