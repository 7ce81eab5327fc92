import CShims

/// A convolution's weights as the kernels of inference read them: for each phase [block][tap][input][16], in Winograd form
/// [frequency][block][input][16].
final class PackedWeights {
    let geometry: Geometry
    /// Channels of a pixel of the input, and blocks of 16 outputs.
    let inputs: Int, blocks: Int
    let isWinograd: Bool
    private let memory: UnsafeMutablePointer<Float>
    private let count: Int

    init(_ geometry: Geometry, inputs: Int, blocks: Int, isWinograd: Bool) {
        self.geometry = geometry
        self.inputs = inputs
        self.blocks = blocks
        self.isWinograd = isWinograd
        let matrices = isWinograd ? 6 : geometry.phases.reduce(0) { $0 + $1.taps.count }
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

    /// Frequency f of point a is (g0 + g1 a + g2 a^2) / M'(a), as in `WinogradWeights`.
    private func fillWinograd(_ vector: (Int, Int, Int, UnsafeMutablePointer<Float>) -> Void) {
        let p = PANSECB_WINOGRAD_P, q = PANSECB_WINOGRAD_Q
        let atZero = Float(1 / (p * p * q * q))
        let atP = Float(1 / (2 * p * p * (p * p - q * q))), atQ = Float(1 / (2 * q * q * (q * q - p * p)))
        let taps = geometry.phases[0].taps, matrix = blocks * inputs * 16
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 48) { buffer in
            guard let buffer = buffer.baseAddress else { return }
            for block in 0..<blocks {
                for input in 0..<inputs {
                    for tap in 0..<3 { vector(block, taps[tap].window, input, buffer + 16 * tap) }
                    let g0 = loadBlock(buffer), g1 = loadBlock(buffer + 16), g2 = loadBlock(buffer + 32)
                    let target = memory + (block * inputs + input) * 16
                    let evenP = g0 + g2 * Float(p * p), oddP = g1 * Float(p), evenQ = g0 + g2 * Float(q * q), oddQ = g1 * Float(q)
                    storeBlock(g0 * atZero, target)
                    storeBlock((evenP + oddP) * atP, target + matrix)
                    storeBlock((evenP - oddP) * atP, target + 2 * matrix)
                    storeBlock((evenQ + oddQ) * atQ, target + 3 * matrix)
                    storeBlock((evenQ - oddQ) * atQ, target + 4 * matrix)
                    storeBlock(g2, target + 5 * matrix)
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
