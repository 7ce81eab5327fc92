import CShims

/// The smallest box around a block's. Comparisons with NaN are false and leave the bounds unchanged.
func summary(_ arguments: UnsafeMutablePointer<pansecb_summary>) {
    let s = arguments.pointee
    var left = Block(repeating: .infinity), right = Block(repeating: -.infinity), top = left, bottom = right
    for i in stride(from: 0, to: Int(PANSECB_CANDIDATE_BLOCK), by: 16) {
        let a = load(s.left + i), b = load(s.right + i), c = load(s.top + i), d = load(s.bottom + i)
        left.replace(with: a, where: a .< left)
        right.replace(with: b, where: b .> right)
        top.replace(with: c, where: c .< top)
        bottom.replace(with: d, where: d .> bottom)
    }
    arguments.pointee.bound_left = pansecb_smallest(left)
    arguments.pointee.bound_right = pansecb_largest(right)
    arguments.pointee.bound_top = pansecb_smallest(top)
    arguments.pointee.bound_bottom = pansecb_largest(bottom)
}

/// The highest seed of a block, and the lowest pixel among equals.
func highest(_ arguments: UnsafeMutablePointer<pansecb_highest>) {
    let h = arguments.pointee
    var highest = Block.zero
    for i in stride(from: 0, to: Int(PANSECB_CANDIDATE_BLOCK), by: 16) {
        let seed = load(h.seed + i)
        highest.replace(with: seed, where: seed .> highest)
    }
    let seed = pansecb_largest(highest)
    var lowest = pansecb_where16(load(h.seed), seed, load(h.pixel))
    for i in stride(from: 16, to: Int(PANSECB_CANDIDATE_BLOCK), by: 16) {
        lowest = pansecb_lesser16(lowest, pansecb_where16(load(h.seed + i), seed, load(h.pixel + i)))
    }
    let pixel = pansecb_least16(lowest)
    var places: UInt64 = 0
    for i in stride(from: 0, to: Int(PANSECB_CANDIDATE_BLOCK), by: 16) {
        let pixels = pansecb_where16(load(h.seed + i), seed, load(h.pixel + i))
        places |= UInt64(pansecb_equal16(pixels, pixel)) &<< UInt64(i)
    }
    arguments.pointee.highest = seed
    arguments.pointee.place = Int32(truncatingIfNeeded: places.trailingZeroBitCount)
}

/// Which boxes of a block an ellipse meets.
func reach(_ arguments: UnsafeMutablePointer<pansecb_reach>) {
    let r = arguments.pointee, e = r.ellipse
    var met: UInt64 = 0, free: UInt64 = 0
    for i in stride(from: 0, to: Int(PANSECB_CANDIDATE_BLOCK), by: 16) {
        let mask = pansecb_met16(
            load(r.left + i), load(r.right + i), load(r.top + i), load(r.bottom + i), e.x, e.y, e.bandwidth_x,
            e.bandwidth_y, e.limit)
        met |= UInt64(pansecb_bits16(mask)) &<< UInt64(i)
        free |= UInt64(pansecb_bits16(pansecb_positive16(load(r.highest + i)))) &<< UInt64(i)
    }
    arguments.pointee.met = met
    arguments.pointee.met_and_free = met & free
}

@inline(__always) private func load(_ numbers: UnsafePointer<UInt32>) -> SIMD16<UInt32> {
    UnsafeRawPointer(numbers).loadUnaligned(as: SIMD16<UInt32>.self)
}
