import CShims

/// Marks channels above a bound, 16 pixels at a time.
func mark(_ arguments: UnsafePointer<pansecb_mark>) {
    let m = arguments.pointee
    let width = Int(m.width), bound = Block(repeating: m.bound)
    for channel in 0..<Int(m.channels) {
        let logits = m.logits + channel * m.logit_plane, bits = m.bits + channel * m.plane
        var first = 0
        while first < width {
            var word: UInt64 = 0, x = first
            let end = min(first + 64, width)
            while x + 16 <= end {
                word |= UInt64(pansecb_above16(load(logits + x), bound)) &<< UInt64(x & 63)
                x += 16
            }
            while x < end {
                if logits[x] > m.bound { word |= 1 &<< UInt64(x & 63) }
                x += 1
            }
            bits[first >> 6] = word
            first += 64
        }
    }
}
