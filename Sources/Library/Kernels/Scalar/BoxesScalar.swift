import CShims

/// Readable twin of the kernel that computes the box around a block's.
func summaryScalar(_ arguments: UnsafeMutablePointer<pansecb_summary>) {
    let s = arguments.pointee
    var left = Float.infinity, right = -left, top = left, bottom = right
    for i in 0..<Int(PANSECB_CANDIDATE_BLOCK) {
        if s.left[i] < left { left = s.left[i] }
        if s.right[i] > right { right = s.right[i] }
        if s.top[i] < top { top = s.top[i] }
        if s.bottom[i] > bottom { bottom = s.bottom[i] }
    }
    arguments.pointee.bound_left = left
    arguments.pointee.bound_right = right
    arguments.pointee.bound_top = top
    arguments.pointee.bound_bottom = bottom
}

/// Readable twin of the kernel that finds the highest seed of a block.
func highestScalar(_ arguments: UnsafeMutablePointer<pansecb_highest>) {
    let h = arguments.pointee
    var best = 0
    for i in 1..<Int(PANSECB_CANDIDATE_BLOCK)
    where h.seed[i] > h.seed[best] || (h.seed[i] == h.seed[best] && h.pixel[i] < h.pixel[best]) {
        best = i
    }
    arguments.pointee.highest = h.seed[best]
    arguments.pointee.place = Int32(best)
}

/// Readable twin of the kernel that finds the boxes that an ellipse meets.
func reachScalar(_ arguments: UnsafeMutablePointer<pansecb_reach>) {
    let r = arguments.pointee, e = r.ellipse
    var met: UInt64 = 0, free: UInt64 = 0
    for i in 0..<Int(PANSECB_CANDIDATE_BLOCK) {
        let dx = max(r.left[i] - e.x, e.x - r.right[i], 0), dy = max(r.top[i] - e.y, e.y - r.bottom[i], 0)
        if e.contains(dx: dx, dy: dy) { met |= 1 << UInt64(i) }
        if r.highest[i] > 0 { free |= 1 << UInt64(i) }
    }
    arguments.pointee.met = met
    arguments.pointee.met_and_free = met & free
}
