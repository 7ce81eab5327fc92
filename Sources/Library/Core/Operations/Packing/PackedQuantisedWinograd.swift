import CShims

/// Quantised weights of a 3x1 or 1x3 convolution in the form F(4,3): [frequency][block][input / group][16][group].
///
/// The filters' transform, times 24, has whole numbers only. Those of an output and a frequency are scaled so that the
/// largest becomes 127, and rounded: in whole numbers, so that all processors pack the same weights.
struct PackedQuantisedWinograd {
    let inputs: Int, blocks: Int
    let results: QuantisedOutputs
    private let layer: Layer
    private let weights: GroupedWeights
    /// [frequencies][blocks * 16]
    private let sums: UnsafeMutablePointer<Int32>

    static let tileOutputs = Int(PANSECB_QUANTISED_OUTPUTS)
    private static let frequencies = Int(PANSECB_QUANTISED_INPUTS)

    init(_ layer: Layer, _ kernels: pansecb_kernels, _ memory: inout PackingMemory) {
        self.layer = layer
        inputs = layer.inputs
        blocks = layer.blocks
        weights = GroupedWeights(
            matrices: PackedQuantisedWinograd.frequencies * layer.blocks, inputs: layer.inputs,
            group: Int(kernels.quantised_group), &memory)
        sums = UnsafeMutableRawPointer(memory.take(PackedQuantisedWinograd.frequencies * layer.blocks * 16))
            .assumingMemoryBound(to: Int32.self)
        results = QuantisedOutputs(layer, matrices: PackedQuantisedWinograd.frequencies, &memory)
    }

    func set(_ scales: QuantisedScales) { results.set(scales) }

    func set(_ tensor: LayerTensor, _ values: UnsafePointer<Float>) {
        results.set(tensor, values)
        if tensor == .weight { pack(StoredWeights(values, layer)) }
    }

    /// 24 times a frequency of a filter.
    private static func transform(_ frequency: Int, _ g0: Int, _ g1: Int, _ g2: Int) -> Int {
        switch frequency {
        case 0: return 6 * g0
        case 1: return -4 * (g0 + g1 + g2)
        case 2: return -4 * (g0 - g1 + g2)
        case 3: return g0 + 2 * g1 + 4 * g2
        case 4: return g0 - 2 * g1 + 4 * g2
        default: return 24 * g2
        }
    }

    private func pack(_ stored: StoredWeights) {
        for output in 0..<layer.outputs {
            for frequency in 0..<PackedQuantisedWinograd.frequencies {
                func number(_ input: Int) -> Int {
                    PackedQuantisedWinograd.transform(
                        frequency, stored[output, input, 0], stored[output, input, 1], stored[output, input, 2])
                }
                var largest = 1
                for input in 0..<inputs { largest = max(largest, abs(number(input))) }
                let matrix = frequency * blocks + output / 16
                var sum = 0
                for input in 0..<inputs {
                    let value = 127 * number(input)
                    // The nearest whole number of value / largest, halves away from zero.
                    let rounded = (2 * abs(value) + largest) / (2 * largest) * (value < 0 ? -1 : 1)
                    sum += rounded
                    weights.set(Int8(truncatingIfNeeded: rounded), matrix: matrix, input: input, lane: output % 16)
                }
                sums[frequency * blocks * 16 + output] = Int32(truncatingIfNeeded: sum)
                results.setScale(matrix: frequency, output: output, step: Double(largest) / (127 * 24))
            }
        }
    }

    /// The kernel's arguments except tiles.
    func arguments(adds: Bool, scratch: UnsafeMutableRawPointer) -> pansecb_quantised_winograd {
        var w = pansecb_quantised_winograd()
        w.input_channels = Int32(truncatingIfNeeded: inputs)
        w.output_blocks = Int32(truncatingIfNeeded: blocks)
        w.weights = UnsafeRawPointer(weights.start)
        w.weight_sums = UnsafePointer(sums)
        w.scale = UnsafePointer(results.scale)
        w.bias = UnsafePointer(results.bias)
        w.residual_scale = adds ? UnsafePointer(results.residualScale) : nil
        w.scratch = scratch
        return w
    }

    /// Bytes of scratch memory that the kernel needs.
    static func scratchBytes(inputs: Int) -> Int {
        Int(pansecb_quantised_winograd_scratch(Int32(truncatingIfNeeded: inputs)))
    }
}
