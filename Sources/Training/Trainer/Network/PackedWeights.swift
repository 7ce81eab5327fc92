import CShims
import PanSECB

/// A convolution's weights as the kernels of inference read them: for each phase [block][tap][input][16], in Winograd
/// form [frequency][block][input][16].
final class PackedWeights {
    let geometry: Geometry
    /// Channels of a pixel of the input, and blocks of 16 outputs.
    let inputs: Int, blocks: Int
    let isWinograd: Bool
    /// Of a Winograd tile: 6, or 4 where sequences of dilated pixels are too short for it.
    let tileOutputs: Int
    private let memory: UnsafeMutablePointer<Float>
    private let count: Int

    init(_ geometry: Geometry, inputs: Int, blocks: Int, isWinograd: Bool) {
        self.geometry = geometry
        self.inputs = inputs
        self.blocks = blocks
        self.isWinograd = isWinograd
        let reach = geometry.phases[0].taps.map { max($0.x, $0.y) }.max() ?? 0
        tileOutputs = reach <= 2 ? 6 : 4
        let matrices = isWinograd ? tileOutputs + 2 : geometry.phases.reduce(0) { $0 + $1.taps.count }
        count = matrices * blocks * inputs * 16
        memory = .allocate(capacity: count)
        memory.initialize(repeating: 0, count: count)
    }

    deinit { memory.deallocate() }

    func phase(_ number: Int) -> UnsafePointer<Float> {
        UnsafePointer(memory) + geometry.phases[..<number].reduce(0) { $0 + $1.taps.count } * blocks * inputs * 16
    }

    /// From the store's [block][window][input][16].
    func pack(_ weights: UnsafePointer<Float>, window: Int) {
        fill { block, place, input, target in
            target.update(from: weights + ((block * window + place) * inputs + input) * 16, count: 16)
        }
    }

    /// The same with inputs and outputs exchanged; the store's have `outputs` outputs, what is missing are zeros.
    func packTransposed(_ weights: UnsafePointer<Float>, window: Int, outputs: Int) {
        let storeInputs = 16 * blocks
        fill { block, place, input, target in
            guard input < outputs else { return target.update(repeating: 0, count: 16) }
            let source = weights + ((input / 16 * window + place) * storeInputs + 16 * block) * 16 + input % 16
            for lane in 0..<16 { target[lane] = source[16 * lane] }
        }
    }

    /// Calls `vector` for 16 weights each: block, place in the window, input, and where they go.
    private func fill(_ vector: (Int, Int, Int, UnsafeMutablePointer<Float>) -> Void) {
        if isWinograd { return fillWinograd(vector) }
        var target = memory
        for phase in geometry.phases {
            for block in 0..<blocks {
                for tap in phase.taps {
                    for input in 0..<inputs {
                        vector(block, tap.window, input, target)
                        target += 16
                    }
                }
            }
        }
    }

    /// The transform is linear: what it makes of each tap by itself are its coefficients.
    private func fillWinograd(_ vector: (Int, Int, Int, UnsafeMutablePointer<Float>) -> Void) {
        let taps = geometry.phases[0].taps, matrix = blocks * inputs * 16, n = tileOutputs
        let c0 = WinogradWeights.transform(1, 0, 0, tileOutputs: n),
            c1 = WinogradWeights.transform(0, 1, 0, tileOutputs: n)
        let c2 = WinogradWeights.transform(0, 0, 1, tileOutputs: n)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 48) { buffer in
            guard let buffer = buffer.baseAddress else { return }
            for block in 0..<blocks {
                for input in 0..<inputs {
                    for tap in 0..<3 { vector(block, taps[tap].window, input, buffer + 16 * tap) }
                    let g0 = loadBlock(buffer), g1 = loadBlock(buffer + 16), g2 = loadBlock(buffer + 32)
                    let target = memory + (block * inputs + input) * 16
                    for f in 0..<n + 2 {
                        storeBlock(g0 * Float(c0[f]) + (g1 * Float(c1[f]) + g2 * Float(c2[f])), target + f * matrix)
                    }
                }
            }
        }
    }
}

@inline(__always) func loadBlock(_ pointer: UnsafePointer<Float>) -> SIMD16<Float> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD16<Float>.self)
}

@inline(__always) func storeBlock(_ block: SIMD16<Float>, _ pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: block, as: SIMD16<Float>.self)
}
