import CShims

/// Readable twin of the argmax kernel.
func argmaxScalar(_ arguments: UnsafePointer<pansecb_argmax>) {
    let a = arguments.pointee
    for x in 0..<Int(a.width) {
        var best = -Float.infinity, winner = 0
        for channel in 0..<Int(a.channels) where a.logits[channel * a.plane + x] > best {
            best = a.logits[channel * a.plane + x]
            winner = channel
        }
        a.winner[x] = UInt8(truncatingIfNeeded: winner)
        guard let confidence = a.confidence else { continue }
        var sum: Float = 0
        for channel in 0..<Int(a.channels) {
            sum += Float(exponentialScalar(Double(a.logits[channel * a.plane + x] - best)))
        }
        confidence[x] = 1 / sum
    }
}
