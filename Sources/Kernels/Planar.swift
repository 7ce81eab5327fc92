import CShims

/// Interleaved channels to a row each, 16 pixels at a time so that what is read stays in the first-level cache.
func planar(_ arguments: UnsafePointer<pansecb_planar>) {
    let p = arguments.pointee
    let stride = Int(p.stride)
    var x = 0
    while x + 16 <= Int(p.width) {
        let input = p.input + x * stride
        for channel in 0..<Int(p.channels) {
            var column = Block.zero
            for pixel in 0..<16 { column[pixel] = input[pixel * stride + channel] }
            store(column, p.output + channel * p.plane + x)
        }
        x += 16
    }
    while x < Int(p.width) {
        for channel in 0..<Int(p.channels) { p.output[channel * p.plane + x] = p.input[x * stride + channel] }
        x += 1
    }
}
