import CShims

extension Check {
    /// Against the twin, and to the last bit against the kernel for rows of the same instruction set.
    mutating func samples(_ kernels: pansecb_kernels, _ scalar: pansecb_kernels) {
        for blocks in 1...3 {
            for _ in 0..<20 {
                let featureWidth = random.int(1...20), featureHeight = random.int(1...9),
                    width = 2 * featureWidth - random.int(0...1)
                let features = Guarded<Float>(featureWidth * featureHeight * 16, misalignment: random.int(0...7)) { _ in
                    random.float()
                }
                let weights = Guarded<Float>(4 * blocks * 256, misalignment: random.int(0...7)) { _ in random.float() }
                let bias = Guarded<Float>(blocks * 16) { _ in random.float() }
                let pixels = (0..<random.int(1...40)).map { _ in
                    UInt32(random.int(0...2 * featureHeight - 1) * width + random.int(0...width - 1))
                }
                let channels = random.int(1...4),
                    first = random.int(0...blocks - 1) * 16 + random.int(0...16 - channels)
                func run(_ kernel: (UnsafePointer<pansecb_sample>) -> Void) -> [Guarded<Float>] {
                    let outputs = (0..<4).map { _ in Guarded<Float>(pixels.count) }
                    pixels.withUnsafeBufferPointer {
                        var s = pansecb_sample()
                        s.features = UnsafePointer(features.start)
                        s.feature_width = Int32(featureWidth)
                        s.width = Int32(width)
                        s.pixels = $0.baseAddress
                        s.count = pixels.count
                        s.weights = UnsafePointer(weights.start)
                        s.phase_stride = blocks * 256
                        s.bias = UnsafePointer(bias.start)
                        s.first = Int32(first)
                        s.channels = Int32(channels)
                        s.outputs = (outputs[0].start, outputs[1].start, outputs[2].start, outputs[3].start)
                        kernel(&s)
                    }
                    return outputs
                }
                let expected = run { scalar.sample($0) }, actual = run { kernels.sample($0) }
                for wanted in 0..<4 {
                    // 17 additions of products up to 1.
                    compare(
                        expected[wanted], actual[wanted], tolerance: 17 * 17 * .ulpOfOne,
                        "sample of \(pixels.count) pixels")
                }
                let whole = pixels.map {
                    wholeRow(
                        kernels, features: features, weights: weights, bias: bias, pixel: Int($0), width: width,
                        featureWidth: featureWidth, blocks: blocks)
                }
                let same = pixels.indices.allSatisfy { i in
                    (0..<channels).allSatisfy { whole[i][first + $0] == actual[$0][i] }
                }
                expect(same, "sample of \(pixels.count) pixels is not what the row has")
                withExtendedLifetime((features, weights, bias)) {}
            }
        }
    }

    /// All channels of a head at one pixel, by the kernel for rows.
    private func wholeRow(
        _ kernels: pansecb_kernels, features: Guarded<Float>, weights: Guarded<Float>, bias: Guarded<Float>,
        pixel: Int, width: Int,
        featureWidth: Int, blocks: Int
    ) -> [Float] {
        let (y, x) = pixel.quotientAndRemainder(dividingBy: width), channels = 16 * blocks
        let output = Guarded<Float>(channels * width), scratch = Guarded<Float>(Int(PANSECB_HEAD_SCRATCH))
        defer { withExtendedLifetime(scratch) {} }
        var h = pansecb_head()
        h.features = UnsafePointer(features.start + y / 2 * featureWidth * 16)
        h.width = Int32(width)
        h.channels = Int32(channels)
        let row = UnsafePointer(weights.start + y % 2 * 2 * blocks * 256)
        h.weights = (row, row + blocks * 256)
        h.bias = UnsafePointer(bias.start)
        h.output = output.start
        h.plane = width
        h.scratch = scratch.start
        kernels.head(&h)
        return (0..<channels).map { output[$0 * width + x] }
    }
}
