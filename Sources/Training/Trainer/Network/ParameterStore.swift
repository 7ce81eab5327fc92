import CShims
import PanSECB

/// All parameters in one block of memory, with their gradients and the optimiser's running means beside them, so that
/// an optimiser's step is one loop. Convolutions are in the kernels' order: [blocks of 16 outputs][places in the
/// window][inputs][16], padded with zeros.
public final class ParameterStore {
    public struct Parameter {
        /// PyTorch's name, e.g. `encoder.layers.1.conv3x1_1.weight`.
        public let name: String
        /// PyTorch's shape.
        public let shape: [Int]
        let layout: Layout
        /// First float.
        let start: Int
        /// Floats, including the padding of blocks.
        let count: Int
    }

    enum Layout {
        case vector
        /// PyTorch's [outputs, inputs, height, width].
        case convolution(inputs: Int, window: Int)
        /// PyTorch's [inputs, outputs, height, width].
        case transposed(inputs: Int, window: Int)
    }

    public private(set) var parameters: [Parameter] = []
    private(set) var count = 0
    private var memory: UnsafeMutablePointer<Float>?

    /// [count] each, available after `allocate`.
    var values: UnsafeMutablePointer<Float> { memory! }
    var gradients: UnsafeMutablePointer<Float> { memory! + count }
    var firstMoments: UnsafeMutablePointer<Float> { memory! + 2 * count }
    var secondMoments: UnsafeMutablePointer<Float> { memory! + 3 * count }

    func add(_ name: String, _ shape: [Int], _ layout: Layout) -> Parameter {
        let floats: Int
        switch layout {
        case .vector: floats = rounded(shape[0])
        case .convolution(let inputs, let window): floats = rounded(shape[0]) * window * inputs
        case .transposed(let inputs, let window): floats = rounded(shape[1]) * window * inputs
        }
        let parameter = Parameter(name: name, shape: shape, layout: layout, start: count, count: floats)
        parameters.append(parameter)
        count += floats
        return parameter
    }

    /// Call it once, after all parameters have been added.
    func allocate() {
        memory = .allocate(capacity: 4 * count)
        memory!.initialize(repeating: 0, count: 4 * count)
    }

    deinit { memory?.deallocate() }

    private func rounded(_ channels: Int) -> Int { (channels + 15) & ~15 }
}

extension ParameterStore.Parameter {
    /// Converts numbers from the store's order to PyTorch's.
    func exported(from block: UnsafePointer<Float>) -> [Float] {
        var result = [Float](repeating: 0, count: shape.reduce(1, *))
        forEachPlace { result[$0] = block[start + $1] }
        return result
    }

    /// The reverse; the padding stays unchanged.
    func set(_ numbers: [Float], in block: UnsafeMutablePointer<Float>) {
        forEachPlace { block[start + $1] = numbers[$0] }
    }

    /// Calls `body` with each number's place in PyTorch's order and in the store.
    private func forEachPlace(_ body: (Int, Int) -> Void) {
        switch layout {
        case .vector:
            for i in 0..<shape[0] { body(i, i) }
        case .convolution(let padded, let window), .transposed(let padded, let window):
            var isTransposed = false
            if case .transposed = layout { isTransposed = true }
            let (outputs, inputs) = isTransposed ? (shape[1], shape[0]) : (shape[0], shape[1])
            for output in 0..<outputs {
                for input in 0..<inputs {
                    let pair = isTransposed ? input * outputs + output : output * inputs + input
                    for place in 0..<window {
                        body(
                            pair * window + place, ((output / 16 * window + place) * padded + input) * 16 + output % 16)
                    }
                }
            }
        }
    }
}
