import CShims
import PanSECB

/// A convolution's weights, or those of its gradient, in a form of inference's kernels. They are repacked after they
/// have changed.
final class ConvolutionWeights {
    enum Form {
        case direct(PackedDirect)
        case winograd(PackedWinograd)
    }

    let geometry: Geometry
    let form: Form
    /// Channels of a pixel of the input, and blocks of 16 outputs.
    let inputs: Int, blocks: Int
    private let memory: UnsafeMutablePointer<Float>

    /// - Parameter isWinograd: whether to use the Winograd form, for a convolution of three taps.
    init(_ geometry: Geometry, inputs: Int, blocks: Int, isWinograd: Bool) {
        self.geometry = geometry
        self.inputs = inputs
        self.blocks = blocks
        func make(_ memory: inout PackingMemory) -> Form {
            isWinograd
                ? .winograd(PackedWinograd(geometry, inputs: inputs, blocks: blocks, &memory))
                : .direct(PackedDirect(geometry, inputs: inputs, blocks: blocks, &memory))
        }
        var counted = PackingMemory()
        _ = make(&counted)
        memory = TrainingMemory.take(counted.floats)
        var packing = PackingMemory(memory)
        form = make(&packing)
    }

    deinit { TrainingMemory.free(memory) }

    /// Packs the store's weights, [block][window][input][16].
    func pack(_ weights: UnsafePointer<Float>, window: Int) {
        pack { block, input, filters in
            for place in 0..<window {
                filters[place] = loadBlock(weights + ((block * window + place) * self.inputs + input) * 16)
            }
        }
    }

    /// The same with inputs and outputs exchanged. The store's weights have `outputs` outputs; missing ones are zero.
    func packTransposed(_ weights: UnsafePointer<Float>, window: Int, outputs: Int) {
        let storeInputs = 16 * blocks
        pack { block, input, filters in
            guard input < outputs else { return filters.update(repeating: .zero, count: window) }
            for place in 0..<window {
                let source = weights + ((input / 16 * window + place) * storeInputs + 16 * block) * 16 + input % 16
                for lane in 0..<16 { filters[place][lane] = source[16 * lane] }
            }
        }
    }

    private func pack(_ filters: (_ block: Int, _ input: Int, Filters) -> Void) {
        switch form {
        case .direct(let packed): packed.pack(inputs: inputs, filters)
        case .winograd(let packed): packed.pack(inputs: inputs, filters)
        }
    }
}

@inline(__always) func loadBlock(_ pointer: UnsafePointer<Float>) -> SIMD16<Float> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD16<Float>.self)
}

@inline(__always) func storeBlock(_ block: SIMD16<Float>, _ pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: block, as: SIMD16<Float>.self)
}
