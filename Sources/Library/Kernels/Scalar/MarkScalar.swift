import CShims

/// Readable twin of the kernel that marks channels above a bound.
func markScalar(_ arguments: UnsafePointer<pansecb_mark>) {
    let m = arguments.pointee
    let words = (Int(m.width) + 63) / 64
    for channel in 0..<Int(m.channels) {
        let row = m.bits + channel * m.plane
        for word in 0..<words { row[word] = 0 }
        for x in 0..<Int(m.width) where m.logits[channel * m.logit_plane + x] > m.bound {
            row[x / 64] |= 1 << UInt64(x % 64)
        }
    }
}
