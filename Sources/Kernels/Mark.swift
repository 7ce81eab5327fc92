import CShims

/// Marks channels above a bound, 16 channels of a pixel at a time. Seeds are rare: most pixels are done with one comparison.
func mark(_ arguments: UnsafePointer<pansecb_mark>) {
    let m = arguments.pointee
    let width = Int(m.width), channels = Int(m.channels), stride = Int(m.stride), words = (width + 63) / 64
    for channel in 0..<channels { (m.bits + channel * m.plane).update(repeating: 0, count: words) }
    let bound = Block(repeating: m.bound)
    var first = 0
    while first < channels {
        // Channels behind the last one are filler.
        let real = first + 16 <= channels ? UInt16.max : (1 << UInt16(channels - first)) - 1
        for x in 0..<width {
            var above = pansecb_above16(load(m.logits + x * stride + first), bound) & real
            while above != 0 {
                let channel = first + above.trailingZeroBitCount
                (m.bits + channel * m.plane)[x >> 6] |= 1 << UInt64(x & 63)
                above &= above &- 1
            }
        }
        first += 16
    }
}
