import CShims

/// Readable twin of the transposition of interleaved channels into rows.
func planarScalar(_ arguments: UnsafePointer<pansecb_planar>) {
    let p = arguments.pointee
    for channel in 0..<Int(p.channels) {
        for x in 0..<Int(p.width) {
            p.output[channel * p.plane + x] = p.input[x * Int(p.stride) + channel]
        }
    }
}
