import CTrainingKernels

/// Calls `body` with the place and the channel of each number.
private func forEach(_ c: pansecb_channels, _ body: (Int, Int) -> Void) {
    for place in 0..<c.pixels * Int(c.channels) { body(place, place % Int(c.channels)) }
}

private func gated(_ c: pansecb_channels, _ place: Int) -> Float {
    if let gate = c.gate, !(gate[place] > 0) { return 0 }
    return c.x[place]
}

func momentsScalar(_ arguments: UnsafePointer<pansecb_channels>) {
    let c = arguments.pointee
    forEach(c) { place, channel in
        c.sums[channel] += Double(c.x[place])
        c.sums[Int(c.channels) + channel] += Double(c.x[place]) * Double(c.x[place])
    }
}

func normaliseScalar(_ arguments: UnsafePointer<pansecb_channels>) {
    let c = arguments.pointee
    forEach(c) { place, channel in
        let value = c.scale[channel] * c.x[place] + c.shift[channel] + (c.y?[place] ?? 0)
        c.output[place] = c.relu != 0 && value < 0 ? 0 : value
    }
}

func productsScalar(_ arguments: UnsafePointer<pansecb_channels>) {
    let c = arguments.pointee
    forEach(c) { place, channel in
        let x = gated(c, place)
        c.sums[channel] += Double(x)
        c.sums[Int(c.channels) + channel] += Double(x) * Double(c.y[place] + c.shift[channel])
        c.output?[place] = x
    }
}

func combineScalar(_ arguments: UnsafePointer<pansecb_channels>) {
    let c = arguments.pointee
    forEach(c) { place, channel in
        c.output[place] = c.scale[channel] * gated(c, place) + c.scale_y[channel] * c.y[place] + c.shift[channel]
    }
}
