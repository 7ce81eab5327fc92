import CShims

/// Computes the bounds of a block of candidates. Comparisons with NaN are false and leave the bounds unchanged.
func summary(_ arguments: UnsafePointer<pansecb_summary>) {
    let s = arguments.pointee
    var left = Block(repeating: .infinity), right = Block(repeating: -.infinity), top = left, bottom = right,
        highest = Block.zero
    for i in stride(from: 0, to: Int(PANSECB_CANDIDATE_BLOCK), by: 16) {
        let x = load(s.x + i), y = load(s.y + i), seed = load(s.seed + i)
        left.replace(with: x, where: x .< left)
        right.replace(with: x, where: x .> right)
        top.replace(with: y, where: y .< top)
        bottom.replace(with: y, where: y .> bottom)
        highest.replace(with: seed, where: seed .> highest)
    }
    s.bounds.pointee = pansecb_bounds(
        left: pansecb_smallest(left), right: pansecb_largest(right), top: pansecb_smallest(top),
        bottom: pansecb_largest(bottom),
        highest: pansecb_largest(highest))
}

/// Counts or takes the candidates of a block that lie in an object's Gaussian.
func gaussian(_ arguments: UnsafeMutablePointer<pansecb_gaussian>) {
    let g = arguments.pointee
    var inside: UInt64 = 0, insideAndFree: UInt64 = 0, highest = Block.zero
    for i in stride(from: 0, to: Int(PANSECB_CANDIDATE_BLOCK), by: 16) {
        var seed = load(g.seed + i)
        let mask = pansecb_inside16(
            load(g.x + i), load(g.y + i), g.centre_x, g.centre_y, g.bandwidth_x, g.bandwidth_y, g.limit)
        inside |= UInt64(pansecb_bits16(mask)) &<< UInt64(i)
        insideAndFree |= UInt64(pansecb_bits16(mask & pansecb_positive16(seed))) &<< UInt64(i)
        if g.claims != 0 {
            seed = pansecb_select16(mask, seed, .zero)
            store(seed, g.seed + i)
        }
        highest.replace(with: seed, where: seed .> highest)
    }
    arguments.pointee.inside = inside
    arguments.pointee.inside_and_free = Int32(truncatingIfNeeded: insideAndFree.nonzeroBitCount)
    arguments.pointee.highest = pansecb_largest(highest)
}
