import CShims

extension Check {
    /// Pixels of every number of channels, to the bit.
    mutating func splits(_ kernels: pansecb_kernels, _ scalar: pansecb_kernels) {
        for pixels in 0...20 { split(kernels, scalar, pixels: pixels, channels: [16, 32, 64, 128][pixels % 4]) }
    }

    private mutating func split(_ kernels: pansecb_kernels, _ scalar: pansecb_kernels, pixels: Int, channels: Int) {
        // Of every size, and what rounds to the next power of two or lies between two numbers.
        let special: [Float] = [0, -0, 1, 0.99999994, 1.00390625, 1e-20, 3e38, .infinity, -.infinity, .nan, -.nan]
        let input = Guarded<Float>(pixels * channels, misalignment: random.int(0...7)) { _ in
            random.int(0...9) == 0
                ? special[random.int(0...special.count - 1)] : random.float() * Float(1 << random.int(0...20))
        }
        let expected = Guarded<UInt16>(2 * pixels * channels),
            actual = Guarded<UInt16>(2 * pixels * channels, misalignment: random.int(0...7))
        func run(_ kernel: (UnsafePointer<pansecb_split>) -> Void, _ output: Guarded<UInt16>) {
            var s = pansecb_split(
                input: UnsafePointer(input.start), pixels: Int32(pixels), channels: Int32(channels),
                output: output.start)
            kernel(&s)
        }
        run({ scalar.split($0) }, expected)
        run({ kernels.split($0) }, actual)
        var equal = true, close = true
        for pixel in 0..<pixels {
            for channel in 0..<channels {
                let x = input[pixel * channels + channel]
                let (upper, lower) = parts(actual.start + 2 * pixel * channels, channel, of: channels)
                let (upperTwin, lowerTwin) = parts(expected.start + 2 * pixel * channels, channel, of: channels)
                equal = equal && same(upper, upperTwin) && same(lower, lowerTwin)
                if x.isFinite { close = close && abs(x - upper - lower) <= abs(x) * 0x1p-17 }
            }
        }
        withExtendedLifetime(input) {}
        expect(equal, "split of \(pixels) pixels of \(channels) channels: differs")
        expect(close, "split of \(pixels) pixels of \(channels) channels: the sum is not the number")
        expect(actual.guardsHold && expected.guardsHold, "split: wrote outside")
    }

    /// Equal, or not a number both.
    private func same(_ x: Float, _ y: Float) -> Bool { x == y || x.isNaN && y.isNaN }

    /// Upper and lower part of a channel of a split pixel, written down once more.
    func parts(_ pixel: UnsafePointer<UInt16>, _ channel: Int, of channels: Int) -> (Float, Float) {
        let lane = 2 * (channel % 16)
        if channels == 16 { return (float(pixel[lane + 1]), float(pixel[lane])) }
        let place = channel / 32 * 64 + lane + channel % 32 / 16
        return (float(pixel[place]), float(pixel[place + 32]))
    }

    private func float(_ bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }
}
