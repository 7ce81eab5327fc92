import CShims

/// Counts or takes the candidates of a block that lie in an object's Gaussian.
func gaussian(_ arguments: UnsafeMutablePointer<pansecb_gaussian>) {
    let g = arguments.pointee, e = g.ellipse
    var inside: UInt64 = 0, insideAndFree: UInt64 = 0
    for i in stride(from: 0, to: Int(PANSECB_CANDIDATE_BLOCK), by: 16) {
        let seed = load(g.seed + i)
        let mask = pansecb_inside16(
            load(g.x + i), load(g.y + i), e.x, e.y, e.bandwidth_x, e.bandwidth_y, e.limit)
        inside |= UInt64(pansecb_bits16(mask)) &<< UInt64(i)
        insideAndFree |= UInt64(pansecb_bits16(mask & pansecb_positive16(seed))) &<< UInt64(i)
        if g.claims != 0 { store(pansecb_select16(mask, seed, .zero), g.seed + i) }
    }
    arguments.pointee.inside = inside
    arguments.pointee.inside_and_free = Int32(truncatingIfNeeded: insideAndFree.nonzeroBitCount)
}
