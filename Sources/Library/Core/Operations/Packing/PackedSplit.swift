import CShims

/// Weights for matrix registers, each the sum of two bfloat16: `SplitWeights` for each phase.
struct PackedSplit: PackedWeights {
    let geometry: Geometry
    let inputs: Int, blocks: Int
    private let weights: UnsafeMutablePointer<UInt16>

    init(_ geometry: Geometry, inputs: Int, blocks: Int, _ memory: inout PackingMemory) {
        self.geometry = geometry
        self.inputs = inputs
        self.blocks = blocks
        weights = memory.takeSplit(SplitWeights.count(taps: geometry.tapCount, blocks: blocks, inputs: inputs))
    }

    /// The kernel takes pixels of 16 channels, or of a multiple of 32.
    static func takes(channels: Int) -> Bool { channels == 16 || channels % 32 == 0 }

    func pack(inputs packed: Int, _ filters: (_ block: Int, _ input: Int, Filters) -> Void) {
        forEachPair(blocks: blocks, inputs: inputs, filters) { block, input, first, second in
            for number in 0..<geometry.phaseCount {
                let taps = geometry[number].count, target = phase(number)
                for tap in 0..<taps {
                    let place = geometry[number][tap: tap].window
                    SplitWeights.set(
                        first[place], second[place], target, block: block, tap: tap, taps: taps, input: input,
                        inputs: inputs)
                }
            }
        }
    }

    private func phase(_ number: Int) -> UnsafeMutablePointer<UInt16> {
        weights + SplitWeights.count(taps: geometry.tapCount(before: number), blocks: blocks, inputs: inputs)
    }

    /// The kernel's arguments for `pixels` outputs of phase `number`, except rows, bias and output.
    func arguments(phase number: Int, pixels: Int, scratch: UnsafeMutablePointer<Float>) -> pansecb_split_convolution {
        var c = pansecb_split_convolution()
        c.taps = Int32(truncatingIfNeeded: geometry[number].count)
        c.input_channels = Int32(truncatingIfNeeded: inputs)
        c.input_step = Int32(truncatingIfNeeded: geometry.inputStep)
        c.output_width = Int32(truncatingIfNeeded: pixels)
        c.output_blocks = Int32(truncatingIfNeeded: blocks)
        c.output_stride = Int32(truncatingIfNeeded: 16 * blocks * geometry.outputStep)
        c.weights = UnsafePointer(phase(number))
        c.scratch = scratch
        return c
    }
}

/// Weights in Winograd form, with split frequencies.
struct PackedSplitWinograd: PackedWeights {
    let tileOutputs = 4
    let dilation: Int
    let inputs: Int, blocks: Int
    private let weights: UnsafeMutablePointer<UInt16>

    init(_ geometry: Geometry, inputs: Int, blocks: Int, _ memory: inout PackingMemory) {
        self.inputs = inputs
        self.blocks = blocks
        dilation = geometry.dilation
        weights = memory.takeSplit(SplitWeights.count(taps: tileOutputs + 2, blocks: blocks, inputs: inputs))
    }

    func pack(inputs packed: Int, _ filters: (_ block: Int, _ input: Int, Filters) -> Void) {
        let transform = WinogradFilters(tileOutputs)
        let matrices = SplitWeights.count(taps: 1, blocks: blocks, inputs: inputs)
        forEachPair(blocks: blocks, inputs: inputs, filters) { block, input, first, second in
            for frequency in 0..<transform.frequencies {
                SplitWeights.set(
                    transform.apply(frequency, first[0], first[1], first[2]),
                    transform.apply(frequency, second[0], second[1], second[2]), weights + frequency * matrices,
                    block: block, tap: 0, taps: 1, input: input, inputs: inputs)
            }
        }
    }

    /// The kernel's arguments except tiles, bias, residual and ReLU.
    func arguments(scratch: UnsafeMutablePointer<Float>) -> pansecb_winograd {
        var w = pansecb_winograd()
        w.tile_outputs = Int32(truncatingIfNeeded: tileOutputs)
        w.input_channels = Int32(truncatingIfNeeded: inputs)
        w.output_blocks = Int32(truncatingIfNeeded: blocks)
        w.weights = UnsafeRawPointer(weights).assumingMemoryBound(to: Float.self)
        w.scratch = scratch
        return w
    }

    static func scratchFloats(channels: Int) -> Int {
        Int(pansecb_split_winograd_scratch(Int32(truncatingIfNeeded: channels)))
    }
}

/// Calls `body` with the filters of two inputs that are adjacent in a matrix register: i and i + 16 of each 32. With 16
/// channels both parts of an input are multiplied by the same weight, so its filters are passed twice.
private func forEachPair(
    blocks: Int, inputs: Int, _ filters: (_ block: Int, _ input: Int, Filters) -> Void,
    _ body: (_ block: Int, _ input: Int, _ first: Filters, _ second: Filters) -> Void
) {
    withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: 2 * mostPlaces) { memory in
        guard let first = memory.baseAddress else { return }
        let second = first + mostPlaces
        first.initialize(repeating: SIMD16(), count: 2 * mostPlaces)
        for block in 0..<blocks {
            for input in 0..<inputs where input % 32 < 16 {
                filters(block, input, first)
                filters(block, inputs == 16 ? input : input + 16, second)
                body(block, input, first, second)
            }
        }
    }
}

extension PackingMemory {
    /// Hands out 16-bit numbers.
    fileprivate mutating func takeSplit(_ count: Int) -> UnsafeMutablePointer<UInt16> {
        UnsafeMutableRawPointer(take((count + 1) / 2)).assumingMemoryBound(to: UInt16.self)
    }
}
