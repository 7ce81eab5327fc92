import CShims

/// A layer's quantised weights for the kernel of rows: [block][tap][input / group][16][group] for each phase.
struct PackedQuantised {
    let geometry: Geometry
    let inputs: Int, outputs: Int, convolutionOutputs: Int
    let blocks: Int
    let results: QuantisedOutputs
    private let layer: Layer
    private let weights: GroupedWeights
    /// [phases][blocks * 16]
    private let sums: UnsafeMutablePointer<Int32>

    init(_ layer: Layer, _ kernels: pansecb_kernels, _ memory: inout PackingMemory) {
        self.layer = layer
        geometry = .forward(layer)
        inputs = layer.inputChannels
        outputs = layer.outputs
        convolutionOutputs = layer.convolutionOutputs
        blocks = layer.blocks
        weights = GroupedWeights(
            matrices: geometry.tapCount * layer.blocks, inputs: layer.inputChannels,
            group: Int(kernels.quantised_group),
            &memory)
        sums = UnsafeMutableRawPointer(memory.take(geometry.phaseCount * layer.blocks * 16))
            .assumingMemoryBound(to: Int32.self)
        results = QuantisedOutputs(layer, matrices: 1, &memory)
    }

    func set(_ scales: QuantisedScales) { results.set(scales) }

    func set(_ tensor: LayerTensor, _ values: UnsafePointer<Float>) {
        results.set(tensor, values)
        if tensor == .weight { pack(StoredWeights(values, layer)) }
    }

    private func pack(_ stored: StoredWeights) {
        for output in 0..<convolutionOutputs {
            let block = output / 16
            for number in 0..<geometry.phaseCount {
                let taps = geometry[number].count, first = geometry.tapCount(before: number) * blocks
                var sum = 0
                for tap in 0..<taps {
                    for input in 0..<layer.inputs {
                        let value = stored[output, input, geometry[number][tap: tap].window]
                        sum += value
                        weights.set(
                            Int8(truncatingIfNeeded: value), matrix: first + block * taps + tap, input: input,
                            lane: output % 16)
                    }
                }
                sums[number * blocks * 16 + output] = Int32(truncatingIfNeeded: sum)
            }
            results.setScale(matrix: 0, output: output, step: 1)
        }
    }

    /// Weights of phase `number`, and the sums of each output's.
    func phase(_ number: Int) -> (weights: UnsafeRawPointer, sums: UnsafePointer<Int32>) {
        (
            UnsafeRawPointer(weights.start + geometry.tapCount(before: number) * blocks * weights.matrixBytes),
            UnsafePointer(sums + number * blocks * 16)
        )
    }

    /// Bytes of a phase, of which all have as many taps.
    var phaseBytes: Int { geometry[0].count * blocks * weights.matrixBytes }

    /// The kernel's arguments for a row of phase `number` with `width` input pixels, except taps and output.
    func arguments(
        phase number: Int, width: Int, scratch: UnsafeMutableRawPointer
    ) -> pansecb_quantised_convolution {
        var c = pansecb_quantised_convolution()
        c.taps = Int32(truncatingIfNeeded: geometry[number].count)
        c.input_width = Int32(truncatingIfNeeded: width)
        c.input_channels = Int32(truncatingIfNeeded: inputs)
        c.input_step = Int32(truncatingIfNeeded: geometry.inputStep)
        c.output_width = Int32(truncatingIfNeeded: width / geometry.inputStep)
        c.output_blocks = Int32(truncatingIfNeeded: blocks)
        c.output_stride = Int32(truncatingIfNeeded: 16 * blocks * geometry.outputStep)
        (c.weights, c.weight_sums) = phase(number)
        c.scale = UnsafePointer(results.scale)
        c.bias = UnsafePointer(results.bias)
        c.residual_scale = UnsafePointer(results.residualScale)
        c.scratch = scratch
        return c
    }

    /// Bytes of scratch memory that the kernel needs.
    static func scratchBytes(inputs: Int) -> Int { Int(PANSECB_QUANTISED_SCRATCH) * inputs }
}

extension pansecb_quantised_convolution {
    /// Points the taps of a phase at rows around row `y` of the phase's grid. `row` returns the first pixel of an input
    /// row; nil stands for zeros.
    mutating func setTaps(_ phase: Geometry.Phase, _ row: (Int) -> UnsafeRawPointer?) {
        for tap in 0..<phase.count {
            let place = phase[tap: tap]
            pansecb_quantised_set_tap(
                &self, Int32(truncatingIfNeeded: tap), row(place.y)?.assumingMemoryBound(to: UInt8.self),
                Int32(truncatingIfNeeded: place.x))
        }
    }

    /// Restricts a convolution of step 1 to a range of its pixels. Call it after taps and output are set.
    mutating func confine(to range: Range<Int>) {
        for tap in 0..<taps {
            pansecb_quantised_set_tap(
                &self, tap, pansecb_quantised_row(&self, tap),
                pansecb_quantised_shift(&self, tap) + Int32(truncatingIfNeeded: range.lowerBound))
        }
        let skipped = range.lowerBound * Int(output_stride)
        output += skipped
        residual = residual.map { $0 + skipped }
        output_width = Int32(truncatingIfNeeded: range.count)
    }
}
