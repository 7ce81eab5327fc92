import CShims

/// Weights of a 3x1 or 1x3 convolution in Winograd form, in floats [frequency][block][input][16].
package struct PackedWinograd: PackedWeights {
    /// Outputs of a tile.
    package let tileOutputs: Int
    /// Pixels between the taps.
    package let dilation: Int
    package let inputs: Int, blocks: Int
    /// Places of the taps in the window; those of a gradient are mirrored.
    private let places: (Int, Int, Int)
    private let weights: UnsafeMutablePointer<Float>

    package init(_ geometry: Geometry, inputs: Int, blocks: Int, _ memory: inout PackingMemory) {
        self.inputs = inputs
        self.blocks = blocks
        dilation = geometry.dilation
        places = geometry.windowPlaces
        tileOutputs = PackedWinograd.tileOutputs(dilation: dilation)
        weights = memory.take((tileOutputs + 2) * blocks * inputs * 16)
    }

    /// Whether a convolution of three taps runs faster in this form: with few channels the transforms cost more than
    /// they save.
    package static func isWorthwhile(channels: Int) -> Bool { channels >= 64 }

    /// F(6,3) needs an eighth less time than F(4,3). But with dilation d a line of pixels is d sequences, which for
    /// large d are too short for tiles of six: with d = 16, a map of 64 rows has four rows in each.
    package static func tileOutputs(dilation: Int) -> Int { dilation <= 2 ? 6 : 4 }

    package func pack(inputs packed: Int, _ filters: (_ block: Int, _ input: Int, Filters) -> Void) {
        let transform = WinogradFilters(tileOutputs)
        withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: mostPlaces) { memory in
            guard let buffer = memory.baseAddress else { return }
            buffer.initialize(repeating: SIMD16(), count: mostPlaces)
            for block in 0..<blocks {
                for input in 0..<packed {
                    filters(block, input, buffer)
                    for frequency in 0..<transform.frequencies {
                        store(
                            transform.apply(frequency, buffer[places.0], buffer[places.1], buffer[places.2]),
                            weights + ((frequency * blocks + block) * inputs + input) * 16)
                    }
                }
            }
        }
    }

    /// The kernel's arguments except tiles, bias, residual and ReLU.
    package func arguments(scratch: UnsafeMutablePointer<Float>) -> pansecb_winograd {
        var w = pansecb_winograd()
        w.tile_outputs = Int32(truncatingIfNeeded: tileOutputs)
        w.input_channels = Int32(truncatingIfNeeded: inputs)
        w.output_blocks = Int32(truncatingIfNeeded: blocks)
        w.weights = UnsafePointer(weights)
        w.scratch = scratch
        return w
    }

    /// Floats of scratch memory that the kernel needs; `channels` is the larger of the numbers of inputs and outputs.
    package static func scratchFloats(channels: Int) -> Int {
        Int(PANSECB_WINOGRAD_BUFFERS * PANSECB_WINOGRAD_TILES) * channels
    }
}

extension Geometry {
    /// Pixels between the taps of a 3x1 or 1x3 convolution.
    package var dilation: Int { max(self[0][tap: 2].y, self[0][tap: 2].x) }
    /// Places of its taps in the window.
    var windowPlaces: (Int, Int, Int) { (self[0][tap: 0].window, self[0][tap: 1].window, self[0][tap: 2].window) }
    /// Whether the taps lie along a column.
    package var isColumn: Bool { self[0][tap: 2].y != 0 }
}

/// The transform is linear: transforming each tap by itself gives its coefficients once, for all weights.
struct WinogradFilters {
    let frequencies: Int
    private let first: InlineArray<8, Double>, second: InlineArray<8, Double>, third: InlineArray<8, Double>

    init(_ tileOutputs: Int) {
        frequencies = tileOutputs + 2
        first = WinogradWeights.transform(1, 0, 0, tileOutputs: tileOutputs)
        second = WinogradWeights.transform(0, 1, 0, tileOutputs: tileOutputs)
        third = WinogradWeights.transform(0, 0, 1, tileOutputs: tileOutputs)
    }

    func apply(
        _ frequency: Int, _ g0: SIMD16<Float>, _ g1: SIMD16<Float>, _ g2: SIMD16<Float>
    ) -> SIMD16<Float> {
        g0 * Float(first[frequency]) + g1 * Float(second[frequency]) + g2 * Float(third[frequency])
    }
}
