import CShims
import PanSECB

extension Check {
    /// Every number of tiles, pixels anywhere in memory, outputs that are not wanted; and against the convolution that
    /// it stands for.
    mutating func winograds(_ kernels: pansecb_kernels, _ scalar: pansecb_kernels) {
        for tiles in 1...Int(PANSECB_WINOGRAD_TILES) {
            let blocks = tiles % 3 == 0 ? 8 : random.int(1...4)
            for size in [4, 6] {
                winograd(
                    kernels, scalar, size, tiles: tiles, channels: tiles % 3 == 0 ? 128 : 16 * random.int(1...4),
                    blocks: blocks, isSplit: false)
            }
        }
    }

    /// One case, with split weights or others.
    mutating func winograd(
        _ kernels: pansecb_kernels, _ scalar: pansecb_kernels, _ size: Int, tiles: Int, channels: Int, blocks: Int,
        isSplit: Bool
    ) {
        let outputs = 16 * blocks
        let input = Guarded<Float>(((size + 2) * tiles + 1) * channels, misalignment: random.int(0...7)) { _ in
            random.float()
        }
        let taps = Guarded<Float>(3 * outputs * channels) { _ in random.float() }
        let bias = Guarded<Float>(outputs) { _ in random.float() }
        // Split weights take as much memory as others.
        let weights = Guarded<Float>((size + 2) * outputs * channels, misalignment: random.int(0...7)) { _ in 0 }
        let parts = UnsafeMutableRawPointer(weights.start).assumingMemoryBound(to: UInt16.self)
        var frequencies = [Float](repeating: 0, count: (size + 2) * outputs * channels)
        for pair in 0..<outputs * channels {
            let transformed = WinogradWeights.transform(
                Double(taps[3 * pair]), Double(taps[3 * pair + 1]), Double(taps[3 * pair + 2]), tileOutputs: size)
            for frequency in 0..<size + 2 {
                frequencies[frequency * outputs * channels + pair] = Float(transformed[frequency])
            }
        }
        for frequency in 0..<size + 2 {
            let matrix = frequency * outputs * channels
            for block in 0..<blocks {
                func sixteen(_ input: Int) -> SIMD16<Float> {
                    SIMD16((0..<16).map { frequencies[matrix + (16 * block + $0) * channels + input] })
                }
                for input in 0..<channels {
                    if isSplit && input % 32 < 16 {
                        SplitWeights.set(
                            sixteen(input), sixteen(input + 16), parts + 2 * matrix, block: block, tap: 0, taps: 1,
                            input: input, inputs: channels)
                    } else if !isSplit {
                        let place = matrix + (block * channels + input) * 16
                        for lane in 0..<16 { weights.start[place + lane] = sixteen(input)[lane] }
                    }
                }
            }
        }
        let start = (0..<size * tiles * outputs).map { _ in random.float() }
        let expected = Guarded<Float>(start.count) { start[$0] },
            actual = Guarded<Float>(start.count, misalignment: random.int(0...7)) { start[$0] }
        let scratch = Guarded<Float>(
            isSplit
                ? Int(pansecb_split_winograd_scratch(Int32(channels)))
                : Int(PANSECB_WINOGRAD_BUFFERS * PANSECB_WINOGRAD_TILES) * max(channels, outputs))
        // Pixels in any order, some of them shared by tiles.
        let pixels: [UnsafePointer<Float>?] = (0..<(size + 2) * tiles).map { _ in
            UnsafePointer(input.start + random.int(0...(size + 2) * tiles) * channels)
        }
        let wanted = (0..<size * tiles).map { _ in random.int(0...7) > 0 }
        let adds = random.int(0...1), relu = random.int(0...1)
        func run(_ kernel: (UnsafePointer<pansecb_winograd>) -> Void, _ output: Guarded<Float>) {
            let places = wanted.indices.map { wanted[$0] ? output.start + $0 * outputs : nil }
            pixels.withUnsafeBufferPointer { pixels in
                places.withUnsafeBufferPointer { places in
                    var w = pansecb_winograd()
                    w.inputs = pixels.baseAddress
                    w.outputs = places.baseAddress
                    w.tile_outputs = Int32(size)
                    w.tiles = Int32(tiles)
                    w.input_channels = Int32(channels)
                    w.output_blocks = Int32(blocks)
                    w.adds = Int32(adds)
                    w.relu = Int32(relu)
                    w.weights = UnsafePointer(weights.start)
                    w.bias = UnsafePointer(bias.start)
                    w.scratch = scratch.start
                    kernel(&w)
                }
            }
        }
        run({ isSplit ? scalar.split_winograd($0) : scalar.winograd($0) }, expected)
        run({ isSplit ? kernels.split_winograd($0) : kernels.winograd($0) }, actual)
        // Partial sums of n products are of the order of sqrt(n), and each of the n additions errs by an epsilon of
        // that at most; the transforms enlarge errors by some tens.
        let terms = Float(channels)
        // A split product lacks some 2^-18 of its size, 2^-15 at worst, and errors of different sign add up like
        // sqrt(n).
        let splitting: Float = isSplit ? 32 * 3 * 0x1p-18 * terms.squareRoot() : 0
        let tolerance = 32 * terms * terms.squareRoot() * Float.ulpOfOne + splitting
        var worst: Float = 0, worstDirect: Float = 0, untouched = true
        for i in 0..<start.count {
            let pixel = i / outputs, output = i % outputs
            guard wanted[pixel] else {
                untouched = untouched && actual[i] == start[i] && expected[i] == start[i]
                continue
            }
            worst = max(worst, abs(expected[i] - actual[i]))
            if actual[i].isNaN || expected[i].isNaN { worst = .infinity }
            var direct = Double(bias[output]) + (adds == 1 ? Double(start[i]) : 0)
            for tap in 0..<3 {
                let x = pixels[pixel / size * (size + 2) + pixel % size + tap]!
                for channel in 0..<channels {
                    direct += Double(x[channel]) * Double(taps[3 * (output * channels + channel) + tap])
                }
            }
            worstDirect = max(worstDirect, abs(expected[i] - Float(relu == 1 ? max(0, direct) : direct)))
        }
        withExtendedLifetime((input, taps, bias, weights)) {}
        let what = "\(isSplit ? "split " : "")winograd of \(tiles) tiles of \(size), \(channels) to \(outputs) channels"
        expect(worst <= tolerance, "\(what): differs by \(worst), tolerance \(tolerance)")
        expect(
            worstDirect <= tolerance, "\(what): differs from the convolution by \(worstDirect), tolerance \(tolerance)")
        expect(untouched && actual.guardsHold && expected.guardsHold && scratch.guardsHold, "\(what): wrote outside")
    }
}
