import CShims

// The quantised kernels compute whole numbers and defined roundings: every bit must be that of the readable twin.

/// Weights of a convolution in the order of a kernel's groups, and their sums.
private struct QuantisedWeights {
    let packed: Guarded<UInt8>
    let sums: Guarded<Int32>

    /// - Parameter weight: of matrix, input and output.
    init(
        group: Int, matrices: Int, inputs: Int, outputs: Int, misalignment: Int, isTapInner: Bool,
        _ weight: (_ matrix: Int, _ input: Int, _ output: Int) -> Int8
    ) {
        let bytes = 4 / group, blocks = outputs / 16
        let memory = Guarded<UInt8>(matrices * inputs * outputs * bytes, misalignment: misalignment)
        // With taps, those of a block follow each other, and an output has one sum; frequencies have one each.
        sums = Guarded<Int32>(isTapInner ? outputs : matrices * outputs) { _ in 0 }
        for matrix in 0..<matrices {
            for output in 0..<outputs {
                let place = isTapInner ? output / 16 * matrices + matrix : matrix * blocks + output / 16
                for input in 0..<inputs {
                    let value = weight(matrix, input, output)
                    sums.start[isTapInner ? output : matrix * outputs + output] += Int32(value)
                    let lane = (input / group * 16 + output % 16) * group + input % group
                    UnsafeMutableRawPointer(memory.start).advanced(by: place * inputs * 16 * bytes)
                        .storeValue(value, lane: lane, bytes: bytes)
                }
            }
        }
        packed = memory
    }
}

extension UnsafeMutableRawPointer {
    fileprivate func storeValue(_ value: Int8, lane: Int, bytes: Int) {
        if bytes == 1 {
            storeBytes(of: value, toByteOffset: lane, as: Int8.self)
        } else {
            storeBytes(of: Int16(value), toByteOffset: 2 * lane, as: Int16.self)
        }
    }
}

extension Check {
    mutating func quantised(_ kernels: pansecb_kernels, _ scalar: pansecb_kernels) {
        for width in 1...40 {
            for channels in [4, 16, 48, 64] {
                quantisedConvolution(
                    kernels, scalar, width: width, channels: channels, taps: 3, blocks: random.int(1...4), step: 1)
                quantisedConvolution(
                    kernels, scalar, width: width, channels: channels, taps: random.int(1...9), blocks: 1,
                    step: random.int(1...2))
            }
        }
        quantisedConvolution(kernels, scalar, width: 100, channels: 128, taps: 3, blocks: 8, step: 1)
        for tiles in 1...Int(PANSECB_QUANTISED_TILES) {
            for channels in [16, 32, 48, 64, 128] {
                quantisedWinograd(kernels, scalar, tiles: tiles, channels: channels, blocks: random.int(1...5))
            }
        }
        for width in 1...40 {
            quantisedHead(kernels, scalar, width: width, channels: random.int(1...40))
            quantisedPool(kernels, scalar, width: width, channels: [1, 3, 16, 21, 64][width % 5])
            quantisedPixels(kernels, scalar, count: width)
        }
    }

    /// Mostly small numbers, at times the largest.
    private mutating func activation() -> UInt8 {
        let kind = random.int(0...9)
        return kind == 0 ? 255 : kind < 5 ? 0 : UInt8(random.int(0...255))
    }

    private mutating func activations(_ count: Int) -> Guarded<UInt8> {
        // Pixels begin at multiples of 4.
        Guarded<UInt8>(count, misalignment: 4 * random.int(0...7)) { _ in activation() }
    }

    private mutating func weight() -> Int8 { random.int(0...9) == 0 ? -127 : Int8(random.int(-127...127)) }

    private mutating func quantisedConvolution(
        _ kernels: pansecb_kernels, _ scalar: pansecb_kernels, width: Int, channels: Int, taps: Int, blocks: Int,
        step: Int
    ) {
        let inputWidth = width * step + (step == 2 ? random.int(-1...1) : 0)
        guard inputWidth > 0 else { return }
        let outputs = blocks * 16, stride = outputs + random.int(0...2) * 16
        let rows = (0..<taps).map { _ in activations(inputWidth * channels) }
        let values = (0..<taps * channels * outputs).map { _ in weight() }
        func weights(_ group: Int32) -> QuantisedWeights {
            QuantisedWeights(
                group: Int(group), matrices: taps, inputs: channels, outputs: outputs, misalignment: 3,
                isTapInner: true
            ) { values[($0 * channels + $1) * outputs + $2] }
        }
        let scale = Guarded<Float>(outputs) { _ in random.float() / 64 },
            bias = Guarded<Float>(outputs) { _ in 100 * random.float() },
            residualScale = Guarded<Float>(outputs) { _ in 1 + random.float() }
        let hasResidual = random.int(0...1) == 1, start = (0..<(width - 1) * stride + outputs).map { _ in activation() }
        let shifts = (0..<taps).map { _ in random.int(-17...17) }
        let missing = (0..<taps).map { _ in random.int(0...5) == 0 }
        let misalignment = random.int(0...15)
        func run(_ kernels: pansecb_kernels) -> Guarded<UInt8> {
            let weights = weights(kernels.quantised_group)
            let scratch = Guarded<UInt8>(
                Int(PANSECB_QUANTISED_SCRATCH) * channels, misalignment: 4 * (misalignment % 4))
            let output = Guarded<UInt8>(start.count, misalignment: misalignment) { start[$0] }
            var c = pansecb_quantised_convolution()
            for tap in 0..<taps {
                pansecb_quantised_set_tap(
                    &c, Int32(tap), missing[tap] ? nil : UnsafePointer(rows[tap].start), Int32(shifts[tap]))
            }
            c.taps = Int32(taps)
            c.input_width = Int32(inputWidth)
            c.input_channels = Int32(channels)
            c.input_step = Int32(step)
            c.output_width = Int32(width)
            c.output_blocks = Int32(blocks)
            c.output_stride = Int32(stride)
            c.weights = UnsafeRawPointer(weights.packed.start)
            c.weight_sums = UnsafePointer(weights.sums.start)
            c.scale = UnsafePointer(scale.start)
            c.bias = UnsafePointer(bias.start)
            // In the network the residual is the output itself.
            c.residual = hasResidual ? UnsafePointer(output.start) : nil
            c.residual_scale = UnsafePointer(residualScale.start)
            c.output = output.start
            c.scratch = UnsafeMutableRawPointer(scratch.start)
            kernels.quantised_convolution(&c)
            expect(scratch.guardsHold && output.guardsHold, "quantised convolution: wrote outside")
            withExtendedLifetime(weights) {}
            return output
        }
        compareBits(
            run(scalar), run(kernels),
            "quantised convolution width \(width) channels \(channels) taps \(taps) blocks \(blocks) step \(step)")
        withExtendedLifetime((rows, scale, bias, residualScale)) {}
    }

    private mutating func quantisedWinograd(
        _ kernels: pansecb_kernels, _ scalar: pansecb_kernels, tiles: Int, channels: Int, blocks: Int
    ) {
        let outputs = 16 * blocks, size = Int(PANSECB_QUANTISED_INPUTS), n = Int(PANSECB_QUANTISED_OUTPUTS)
        // Some tiles are dark, so that shifts differ.
        let input = Guarded<UInt8>((size * tiles + 1) * channels, misalignment: random.int(0...15)) { _ in
            random.int(0...1) == 0 ? UInt8(random.int(0...20)) : activation()
        }
        let pixels: [UnsafePointer<UInt8>?] = (0..<size * tiles).map { _ in
            UnsafePointer(input.start + random.int(0...size * tiles) * channels)
        }
        let wanted = (0..<n * tiles).map { _ in random.int(0...7) > 0 }
        let values = (0..<size * channels * outputs).map { _ in weight() }
        func weights(_ group: Int32) -> QuantisedWeights {
            QuantisedWeights(
                group: Int(group), matrices: size, inputs: channels, outputs: outputs, misalignment: 5,
                isTapInner: false
            ) { values[($0 * channels + $1) * outputs + $2] }
        }
        let scale = Guarded<Float>(size * outputs) { _ in random.float() / 512 },
            bias = Guarded<Float>(outputs) { _ in 100 * random.float() },
            residualScale = Guarded<Float>(outputs) { _ in 1 + random.float() }
        let adds = random.int(0...1) == 1, start = (0..<n * tiles * outputs).map { _ in activation() }
        let misalignment = random.int(0...15)
        func run(_ kernels: pansecb_kernels) -> Guarded<UInt8> {
            let weights = weights(kernels.quantised_group)
            let scratch = Guarded<UInt8>(
                Int(pansecb_quantised_winograd_scratch(Int32(channels))), misalignment: 4 * (misalignment % 4))
            let output = Guarded<UInt8>(start.count, misalignment: misalignment) { start[$0] }
            let places = wanted.indices.map { wanted[$0] ? output.start + $0 * outputs : nil }
            pixels.withUnsafeBufferPointer { pixels in
                places.withUnsafeBufferPointer { places in
                    var w = pansecb_quantised_winograd()
                    w.tiles = Int32(tiles)
                    w.inputs = pixels.baseAddress
                    w.outputs = places.baseAddress
                    w.input_channels = Int32(channels)
                    w.output_blocks = Int32(blocks)
                    w.weights = UnsafeRawPointer(weights.packed.start)
                    w.weight_sums = UnsafePointer(weights.sums.start)
                    w.scale = UnsafePointer(scale.start)
                    w.bias = UnsafePointer(bias.start)
                    w.residual_scale = adds ? UnsafePointer(residualScale.start) : nil
                    w.scratch = UnsafeMutableRawPointer(scratch.start)
                    kernels.quantised_winograd(&w)
                }
            }
            expect(scratch.guardsHold && output.guardsHold, "quantised winograd: wrote outside")
            withExtendedLifetime(weights) {}
            return output
        }
        compareBits(
            run(scalar), run(kernels), "quantised winograd tiles \(tiles) channels \(channels) blocks \(blocks)")
        withExtendedLifetime((input, scale, bias, residualScale)) {}
    }

    /// A row of a head, and the same head at some pixels.
    private mutating func quantisedHead(
        _ kernels: pansecb_kernels, _ scalar: pansecb_kernels, width: Int, channels: Int
    ) {
        let blocks = (channels + 15) / 16, outputs = 16 * blocks, plane = width + random.int(0...20)
        // Two rows of features, for four rows of pixels.
        let featureWidth = (width + 1) / 2, features = activations(2 * featureWidth * 16)
        let values = (0..<4 * 16 * outputs).map { _ in weight() }
        let scale = Guarded<Float>(outputs) { _ in random.float() }
        let bias = Guarded<Float>(outputs) { _ in random.float() }
        let pixels = Guarded<UInt32>(30) { _ in UInt32(random.int(0...4 * width - 1)) }
        let first = random.int(0...channels - 1), count = min(random.int(1...4), channels - first, 16 - first % 16)
        func run(_ kernels: pansecb_kernels) -> (Guarded<Float>, Guarded<Float>) {
            let phases = (0..<4).map { phase in
                QuantisedWeights(
                    group: Int(kernels.quantised_group), matrices: 1, inputs: 16, outputs: outputs, misalignment: 0,
                    isTapInner: true
                ) { values[(phase * 16 + $1) * outputs + $2] }
            }
            let phaseBytes = phases[0].packed.count
            let weights = Guarded<UInt8>(4 * phaseBytes) { phases[$0 / phaseBytes].packed[$0 % phaseBytes] }
            let sums = Guarded<Int32>(4 * outputs) { phases[$0 / outputs].sums[$0 % outputs] }
            let scratch = Guarded<UInt8>(Int(PANSECB_QUANTISED_HEAD_SCRATCH))
            let output = Guarded<Float>((channels - 1) * plane + width)
            var h = pansecb_quantised_head()
            h.features = UnsafePointer(features.start)
            h.width = Int32(width)
            h.channels = Int32(channels)
            h.weights = (UnsafeRawPointer(weights.start), UnsafeRawPointer(weights.start + phaseBytes))
            h.weight_sums = (UnsafePointer(sums.start), UnsafePointer(sums.start + outputs))
            h.scale = UnsafePointer(scale.start)
            h.bias = UnsafePointer(bias.start)
            h.output = output.start
            h.plane = plane
            h.scratch = UnsafeMutableRawPointer(scratch.start)
            kernels.quantised_head(&h)
            let samples = Guarded<Float>(count * pixels.count)
            var s = pansecb_quantised_sample()
            s.features = UnsafePointer(features.start)
            s.feature_width = Int32(featureWidth)
            s.width = Int32(width)
            s.pixels = UnsafePointer(pixels.start)
            s.count = pixels.count
            s.weights = UnsafeRawPointer(weights.start)
            s.phase_stride = phaseBytes
            s.weight_sums = UnsafePointer(sums.start)
            s.blocks = Int32(blocks)
            s.scale = UnsafePointer(scale.start)
            s.bias = UnsafePointer(bias.start)
            s.first = Int32(first)
            s.channels = Int32(count)
            withUnsafeMutablePointer(to: &s.outputs) {
                $0.withMemoryRebound(to: UnsafeMutablePointer<Float>?.self, capacity: 4) { outputs in
                    for i in 0..<count { outputs[i] = samples.start + i * pixels.count }
                }
            }
            kernels.quantised_sample(&s)
            for i in 0..<pixels.count where pixels[i] < UInt32(width) {
                for wanted in 0..<count {
                    let whole = output[(first + wanted) * plane + Int(pixels[i])]
                    expect(samples[wanted * pixels.count + i] == whole, "quantised sample: not the head's number")
                }
            }
            expect(
                scratch.guardsHold && output.guardsHold && samples.guardsHold, "quantised head: wrote outside")
            return (output, samples)
        }
        let (expected, expectedSamples) = run(scalar), (actual, samples) = run(kernels)
        compareBits(expected, actual, "quantised head width \(width) channels \(channels)")
        compareBits(expectedSamples, samples, "quantised sample width \(width) channels \(channels)")
        withExtendedLifetime((features, scale, bias)) {}
    }

    private mutating func quantisedPool(
        _ kernels: pansecb_kernels, _ scalar: pansecb_kernels, width: Int, channels: Int
    ) {
        let inputStride = channels + random.int(0...3), outputStride = channels + random.int(0...20)
        let rows = (0..<2).map { _ in
            Guarded<UInt8>(2 * width * inputStride, misalignment: random.int(0...7)) { _ in activation() }
        }
        let scale = Guarded<Float>(channels) { _ in 2 * random.float() },
            bias = Guarded<Float>(channels) { _ in 20 * random.float() }
        func run(_ kernels: pansecb_kernels) -> Guarded<UInt8> {
            let output = Guarded<UInt8>((width - 1) * outputStride + channels)
            var p = pansecb_quantised_pool()
            p.rows = (UnsafePointer(rows[0].start), UnsafePointer(rows[1].start))
            p.channels = Int32(channels)
            p.input_stride = Int32(inputStride)
            p.output_width = Int32(width)
            p.output_stride = Int32(outputStride)
            p.scale = UnsafePointer(scale.start)
            p.bias = UnsafePointer(bias.start)
            p.output = output.start
            kernels.quantised_pool(&p)
            return output
        }
        compareBits(run(scalar), run(kernels), "quantised pool width \(width) channels \(channels)")
        withExtendedLifetime((rows, scale, bias)) {}
    }

    private mutating func quantisedPixels(_ kernels: pansecb_kernels, _ scalar: pansecb_kernels, count: Int) {
        // Halves of steps, numbers outside of the range, and NaN.
        let input = Guarded<Float>(count, misalignment: random.int(0...7)) {
            $0 % 7 == 0 ? .nan : (Float(random.int(-4...514)) / 2) / 255
        }
        func run(_ kernels: pansecb_kernels) -> Guarded<UInt8> {
            let output = Guarded<UInt8>(count, misalignment: count % 5)
            var p = pansecb_quantised_pixels(input: UnsafePointer(input.start), output: output.start, count: count)
            kernels.quantised_pixels(&p)
            return output
        }
        compareBits(run(scalar), run(kernels), "quantised pixels \(count)")
        withExtendedLifetime(input) {}
    }

    private mutating func compareBits<Element: Guardable & Equatable>(
        _ expected: Guarded<Element>, _ actual: Guarded<Element>, _ what: String
    ) {
        var different = 0
        for i in 0..<expected.count where expected[i] != actual[i] && !(expected[i].isGarbage && actual[i].isGarbage) {
            different += 1
        }
        expect(different == 0, "\(what): \(different) of \(expected.count) numbers differ")
        expect(actual.guardsHold, "\(what): wrote outside")
    }
}

extension Int32: Guardable {
    package static var garbage: Int32 { 0x5a5a_5a5a }
    package var isGarbage: Bool { self == Int32.garbage }
}
