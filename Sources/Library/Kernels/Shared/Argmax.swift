import CShims

/// The winning channel of each pixel, 16 pixels at a time; the last step moves back if it would pass the end.
func argmax(_ arguments: UnsafePointer<pansecb_argmax>) {
    let a = arguments.pointee
    let width = Int(a.width)
    if width < 16 {
        for x in 0..<width { argmaxOfOne(a, x) }
        return
    }
    var x = 0
    while x < width {
        let start = min(x, width - 16)
        argmaxOfSixteen(a, start)
        x += 16
    }
}

@inline(__always) private func argmaxOfSixteen(_ a: pansecb_argmax, _ x: Int) {
    var best = Block(repeating: -.infinity), winner = SIMD16<Int32>.zero
    for channel in 0..<Int(a.channels) {
        let value = load(a.logits + channel * a.plane + x)
        let wins = value .> best
        best.replace(with: value, where: wins)
        winner.replace(with: SIMD16(repeating: Int32(truncatingIfNeeded: channel)), where: wins)
    }
    UnsafeMutableRawPointer(a.winner + x).storeBytes(of: pansecb_bytes16(winner), as: SIMD16<UInt8>.self)
    guard let confidence = a.confidence else { return }
    var sum = Block.zero
    for channel in 0..<Int(a.channels) {
        let difference = load(a.logits + channel * a.plane + x) - best
        sum.lowHalf += exponentialOfFloats(difference.lowHalf)
        sum.highHalf += exponentialOfFloats(difference.highHalf)
    }
    store(1 / sum, confidence + x)
}

private func argmaxOfOne(_ a: pansecb_argmax, _ x: Int) {
    var best = -Float.infinity, winner = 0
    for channel in 0..<Int(a.channels) where a.logits[channel * a.plane + x] > best {
        best = a.logits[channel * a.plane + x]
        winner = channel
    }
    a.winner[x] = UInt8(truncatingIfNeeded: winner)
    guard let confidence = a.confidence else { return }
    var sum: Float = 0
    for channel in 0..<Int(a.channels) {
        sum += exponentialOfFloats(SIMD8(repeating: a.logits[channel * a.plane + x] - best))[0]
    }
    confidence[x] = 1 / sum
}
