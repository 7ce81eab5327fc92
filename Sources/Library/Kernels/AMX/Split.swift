import CShims

/// Splits pixels into the two parts of each float.
func split(_ arguments: UnsafePointer<pansecb_split>) {
    let s = arguments.pointee
    let channels = Int(s.channels)
    guard var input = s.input, var output = s.output else { return }
    var left = Int(s.pixels) * channels
    if channels == 16 {
        while left > 0 {
            pansecb_split16(load(input), output)
            input += 16
            output += 32
            left -= 16
        }
    } else {
        while left > 0 {
            pansecb_split32(load(input), load(input + 16), output, output + 32)
            input += 32
            output += 64
            left -= 32
        }
    }
}
