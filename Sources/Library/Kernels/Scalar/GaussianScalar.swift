import CShims

extension pansecb_ellipse {
    func contains(dx: Float, dy: Float) -> Bool { dx * dx * bandwidth_x + dy * dy * bandwidth_y <= limit }
}

/// Readable twin of the kernel that counts or takes the candidates of an object.
func gaussianScalar(_ arguments: UnsafeMutablePointer<pansecb_gaussian>) {
    let g = arguments.pointee
    var inside: UInt64 = 0, insideAndFree: Int32 = 0
    for i in 0..<Int(PANSECB_CANDIDATE_BLOCK)
    where g.ellipse.contains(dx: g.x[i] - g.ellipse.x, dy: g.y[i] - g.ellipse.y) {
        inside |= 1 << UInt64(i)
        if g.seed[i] > 0 { insideAndFree += 1 }
        if g.claims != 0 { g.seed[i] = 0 }
    }
    arguments.pointee.inside = inside
    arguments.pointee.inside_and_free = insideAndFree
}
