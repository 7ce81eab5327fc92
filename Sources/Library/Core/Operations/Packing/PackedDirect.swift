import CShims

/// Weights for the direct kernel: [block][tap][input][16] for each phase.
package struct PackedDirect: PackedWeights {
    package let geometry: Geometry
    package let inputs: Int, blocks: Int
    private let weights: UnsafeMutablePointer<Float>

    package init(_ geometry: Geometry, inputs: Int, blocks: Int, _ memory: inout PackingMemory) {
        self.geometry = geometry
        self.inputs = inputs
        self.blocks = blocks
        weights = memory.take(geometry.tapCount * blocks * inputs * 16)
    }

    package func phase(_ number: Int) -> UnsafeMutablePointer<Float> {
        weights + geometry.tapCount(before: number) * blocks * inputs * 16
    }

    package func pack(inputs packed: Int, _ filters: (_ block: Int, _ input: Int, Filters) -> Void) {
        withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: mostPlaces) { memory in
            guard let buffer = memory.baseAddress else { return }
            buffer.initialize(repeating: SIMD16(), count: mostPlaces)
            for block in 0..<blocks {
                for input in 0..<packed {
                    filters(block, input, buffer)
                    set(block, input, buffer)
                }
            }
        }
    }

    private func set(_ block: Int, _ input: Int, _ filters: Filters) {
        for number in 0..<geometry.phaseCount {
            let taps = geometry[number].count, target = phase(number)
            for tap in 0..<taps {
                store(
                    filters[geometry[number][tap: tap].window],
                    target + ((block * taps + tap) * inputs + input) * 16)
            }
        }
    }

    /// The kernel's arguments for a row of phase `number` with `width` input pixels, except taps, bias and output.
    package func arguments(phase number: Int, width: Int, scratch: UnsafeMutablePointer<Float>) -> pansecb_convolution {
        var c = pansecb_convolution()
        c.taps = Int32(truncatingIfNeeded: geometry[number].count)
        c.input_width = Int32(truncatingIfNeeded: width)
        c.input_channels = Int32(truncatingIfNeeded: inputs)
        c.input_step = Int32(truncatingIfNeeded: geometry.inputStep)
        c.output_width = Int32(truncatingIfNeeded: width / geometry.inputStep)
        c.output_blocks = Int32(truncatingIfNeeded: blocks)
        c.output_stride = Int32(truncatingIfNeeded: 16 * blocks * geometry.outputStep)
        c.weights = UnsafePointer(phase(number))
        c.scratch = scratch
        return c
    }

    /// Floats of scratch memory that the kernel needs for pixels at the edges of a row.
    package static func scratchFloats(inputs: Int) -> Int { Int(PANSECB_TILE_PIXELS) * inputs }
}

extension pansecb_convolution {
    /// Points the taps of a phase at rows around row `y` of the phase's grid. `row` returns the first pixel of an input
    /// row; nil stands for zeros.
    package mutating func setTaps(_ phase: Geometry.Phase, _ row: (Int) -> UnsafePointer<Float>?) {
        for tap in 0..<phase.count {
            let place = phase[tap: tap]
            pansecb_set_tap(&self, Int32(truncatingIfNeeded: tap), row(place.y), Int32(truncatingIfNeeded: place.x))
        }
    }

    /// Restricts a convolution of step 1 to a range of its pixels. Call it after taps and output are set.
    mutating func confine(to range: Range<Int>) {
        for tap in 0..<taps {
            let shift = pansecb_shift(&self, tap) + Int32(truncatingIfNeeded: range.lowerBound)
            pansecb_set_tap(&self, tap, pansecb_row(&self, tap), shift)
        }
        let skipped = range.lowerBound * Int(output_stride)
        output += skipped
        residual = residual.map { $0 + skipped }
        output_width = Int32(truncatingIfNeeded: range.count)
    }
}
