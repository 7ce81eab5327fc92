import CShims

/// Readable twin of the kernel that computes the bounds of a block.
func summaryScalar(_ arguments: UnsafePointer<pansecb_summary>) {
    let s = arguments.pointee
    var b = pansecb_bounds(left: .infinity, right: -.infinity, top: .infinity, bottom: -.infinity, highest: 0)
    for i in 0..<Int(PANSECB_CANDIDATE_BLOCK) {
        if s.x[i] < b.left { b.left = s.x[i] }
        if s.x[i] > b.right { b.right = s.x[i] }
        if s.y[i] < b.top { b.top = s.y[i] }
        if s.y[i] > b.bottom { b.bottom = s.y[i] }
        if s.seed[i] > b.highest { b.highest = s.seed[i] }
    }
    s.bounds.pointee = b
}

/// Readable twin of the kernel that counts or takes the candidates of an object.
func gaussianScalar(_ arguments: UnsafeMutablePointer<pansecb_gaussian>) {
    let g = arguments.pointee
    var inside: UInt64 = 0, insideAndFree: Int32 = 0, highest: Float = 0
    for i in 0..<Int(PANSECB_CANDIDATE_BLOCK) {
        let dx = g.x[i] - g.centre_x, dy = g.y[i] - g.centre_y
        if dx * dx * g.bandwidth_x + dy * dy * g.bandwidth_y <= g.limit {
            inside |= 1 << UInt64(i)
            if g.seed[i] > 0 { insideAndFree += 1 }
            if g.claims != 0 { g.seed[i] = 0 }
        }
        if g.seed[i] > highest { highest = g.seed[i] }
    }
    arguments.pointee.inside = inside
    arguments.pointee.inside_and_free = insideAndFree
    arguments.pointee.highest = highest
}
