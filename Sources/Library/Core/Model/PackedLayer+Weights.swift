import CShims

// From PyTorch's order of weights to that of the kernels. Sixteen filters, those of a block of outputs for one input,
// are taken at once: what is written then is a whole cache line.
extension PackedLayer {
    private typealias Filters = UnsafeMutablePointer<SIMD16<Float>>

    func setWeights(_ values: UnsafePointer<Float>) {
        let most = Int(PANSECB_MAX_TAPS), transform = WinogradFilters(form.tileOutputs ?? 4)
        withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: 2 * most) { memory in
            guard let first = memory.baseAddress else { return }
            let second = first + most
            first.initialize(repeating: SIMD16(), count: 2 * most)
            for block in 0..<blocks {
                for input in 0..<layer.inputs {
                    switch form {
                    case .direct:
                        take(values, block, input, first)
                        setDirect(block, input, first)
                    case .winograd:
                        take(values, block, input, first)
                        setWinograd(block, input, first, transform)
                    case .split, .splitWinograd:
                        // Two inputs stand side by side, or both parts of one of 16.
                        if input % 32 >= 16 { continue }
                        take(values, block, input, first)
                        take(values, block, layer.inputs == 16 ? input : input + 16, second)
                        if form == .split {
                            setSplit(block, input, first, second)
                        } else {
                            setSplitWinograd(block, input, first, second, transform)
                        }
                    }
                }
            }
        }
    }

    /// The filters of up to 16 outputs, place by place of the window.
    private func take(_ values: UnsafePointer<Float>, _ block: Int, _ input: Int, _ filters: Filters) {
        let transposed = layer.kind == .up || layer.kind == .head, outputs = layer.convolutionOutputs,
            inputs = layer.inputs
        let size = layer.window.height * layer.window.width
        // Outputs that there are not: zeros.
        if outputs - 16 * block < 16 { filters.update(repeating: SIMD16(), count: size) }
        filters.withMemoryRebound(to: Float.self, capacity: 16 * size) { lanes in
            for lane in 0..<min(16, outputs - 16 * block) {
                let output = 16 * block + lane
                let filter = values + (transposed ? input * outputs + output : output * inputs + input) * size
                for place in 0..<size { lanes[16 * place + lane] = filter[place] }
            }
        }
    }

    private func setDirect(_ block: Int, _ input: Int, _ filters: Filters) {
        for phase in 0..<Phase.count(layer.kind) {
            let taps = Phase.taps(layer.kind, phase), target = phaseWeights(phase)
            for tap in 0..<taps {
                store(filters[place(phase, tap)], target + ((block * taps + tap) * inputChannels + input) * 16)
            }
        }
    }

    private func setWinograd(_ block: Int, _ input: Int, _ filters: Filters, _ transform: WinogradFilters) {
        for frequency in 0..<transform.frequencies {
            store(
                transform.apply(frequency, filters),
                weights + ((frequency * blocks + block) * layer.inputs + input) * 16)
        }
    }

    private func setSplit(_ block: Int, _ input: Int, _ first: Filters, _ second: Filters) {
        for phase in 0..<Phase.count(layer.kind) {
            let taps = Phase.taps(layer.kind, phase)
            for tap in 0..<taps {
                let place = place(phase, tap)
                SplitWeights.set(
                    first[place], second[place], splitWeights(phase), block: block, tap: tap, taps: taps, input: input,
                    inputs: layer.inputs)
            }
        }
    }

    private func setSplitWinograd(
        _ block: Int, _ input: Int, _ first: Filters, _ second: Filters, _ transform: WinogradFilters
    ) {
        let matrices = SplitWeights.count(taps: 1, blocks: blocks, inputs: layer.inputs)
        for frequency in 0..<transform.frequencies {
            SplitWeights.set(
                transform.apply(frequency, first), transform.apply(frequency, second),
                splitWeights(0) + frequency * matrices, block: block, tap: 0, taps: 1,
                input: input, inputs: layer.inputs)
        }
    }

    /// Place in the window of a phase's tap.
    private func place(_ phase: Int, _ tap: Int) -> Int {
        let (y, x) = Phase.window(layer.kind, phase, tap)
        return y * layer.window.width + x
    }

    private func store(_ sixteen: SIMD16<Float>, _ target: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(target).storeBytes(of: sixteen, as: SIMD16<Float>.self)
    }
}

/// The transform is linear: what it makes of each tap by itself are its coefficients, which need not be found for every
/// weight.
private struct WinogradFilters {
    let frequencies: Int
    private let first: InlineArray<8, Double>, second: InlineArray<8, Double>, third: InlineArray<8, Double>

    init(_ outputs: Int) {
        frequencies = outputs + 2
        first = WinogradWeights.transform(1, 0, 0, tileOutputs: outputs)
        second = WinogradWeights.transform(0, 1, 0, tileOutputs: outputs)
        third = WinogradWeights.transform(0, 0, 1, tileOutputs: outputs)
    }

    func apply(_ frequency: Int, _ taps: UnsafePointer<SIMD16<Float>>) -> SIMD16<Float> {
        taps[0] * Float(first[frequency]) + taps[1] * Float(second[frequency]) + taps[2] * Float(third[frequency])
    }
}
