import CShims

/// A layer's numbers in the order in which kernels read them. The memory belongs to the model.
struct PackedLayer {
    let layer: Layer
    /// [phase][block][tap][input][16]; `Phase` says which taps a phase has. Blocks are filled up with zeros.
    /// In Winograd form [frequency][block][input][16].
    var weights: UnsafeMutablePointer<Float>
    /// [block][16]
    var bias: UnsafeMutablePointer<Float>
    /// [inputs], for `down` layers.
    var poolScale: UnsafeMutablePointer<Float>
    /// [inputs]: the pooled channels' part of the bias.
    var poolBias: UnsafeMutablePointer<Float>

    /// Channels that a pixel of the input has in memory: camera pixels have a fourth, which is zero.
    var inputChannels: Int { PackedLayer.inputChannels(layer) }
    /// Blocks of 16 that the convolution computes.
    var blocks: Int { PackedLayer.blocks(layer) }

    static func inputChannels(_ layer: Layer) -> Int { layer.inputs == 3 ? 4 : layer.inputs }
    static func blocks(_ layer: Layer) -> Int { (layer.convolutionOutputs + 15) / 16 }

    var isWinograd: Bool { PackedLayer.isWinograd(layer) }

    /// Whether the layer runs in Winograd form. With 16 channels the transforms cost more than they save.
    static func isWinograd(_ layer: Layer) -> Bool { (layer.kind == .column || layer.kind == .row) && layer.inputs >= 64 }

    /// Outputs of a Winograd tile. F(6,3) needs an eighth less time than F(4,3), but with dilation d a line of pixels is d sequences, which
    /// are too short for tiles of six when d is large: a map of 64 rows has four rows in each where d = 16.
    var tileOutputs: Int { PackedLayer.tileOutputs(layer) }
    static func tileOutputs(_ layer: Layer) -> Int { layer.dilation <= 2 ? 6 : 4 }

    static func weightCount(_ layer: Layer) -> Int {
        (isWinograd(layer) ? tileOutputs(layer) + 2 : layer.window.height * layer.window.width) * blocks(layer) * 16 * inputChannels(layer)
    }

    /// Floats that a packed layer takes; each part begins on a cache line.
    static func floats(_ layer: Layer) -> Int {
        weightCount(layer) + blocks(layer) * 16 + (layer.kind == .down ? 2 * rounded(layer.inputs) : 0)
    }

    private static func rounded(_ count: Int) -> Int { (count + 15) & ~15 }

    /// Lays the parts out in zeroed memory.
    init(_ layer: Layer, _ memory: UnsafeMutablePointer<Float>) {
        self.layer = layer
        weights = memory
        bias = memory + PackedLayer.weightCount(layer)
        poolScale = bias + PackedLayer.blocks(layer) * 16
        poolBias = poolScale + PackedLayer.rounded(layer.inputs)
        memory.initialize(repeating: 0, count: PackedLayer.floats(layer))
    }

    /// Takes tensor `number` of the layer, in PyTorch's order.
    func set(_ number: Int, _ values: UnsafePointer<Float>) {
        switch number {
        case 0 where PackedLayer.isWinograd(layer): setWinogradWeights(values)
        case 0: setWeights(values)
        case 1:
            for i in 0..<layer.convolutionOutputs { bias[i] = values[i] }
            if layer.kind == .down {
                for i in 0..<layer.inputs { poolBias[i] = values[layer.convolutionOutputs + i] }
            }
        default: for i in 0..<layer.inputs { poolScale[i] = values[i] }
        }
    }

    private func setWeights(_ values: UnsafePointer<Float>) {
        let transposed = layer.kind == .up || layer.kind == .head
        let outputs = layer.convolutionOutputs, inputs = layer.inputs, (height, width) = layer.window
        for phase in 0..<Phase.count(layer.kind) {
            let target = phaseWeights(phase), taps = Phase.taps(layer.kind, phase)
            for tap in 0..<taps {
                let (y, x) = Phase.window(layer.kind, phase, tap)
                for output in 0..<outputs {
                    for input in 0..<inputs {
                        let pair = transposed ? input * outputs + output : output * inputs + input
                        let place = ((output / 16 * taps + tap) * inputChannels + input) * 16 + output % 16
                        target[place] = values[(pair * height + y) * width + x]
                    }
                }
            }
        }
    }

    private func setWinogradWeights(_ values: UnsafePointer<Float>) {
        let inputs = layer.inputs, frequencies = tileOutputs + 2
        // The transform is linear: what it makes of each tap by itself are its coefficients, which need not be found for every weight.
        let first = WinogradWeights.transform(1, 0, 0, tileOutputs: tileOutputs), second = WinogradWeights.transform(0, 1, 0, tileOutputs: tileOutputs)
        let third = WinogradWeights.transform(0, 0, 1, tileOutputs: tileOutputs)
        // Sixteen outputs lie side by side: what is written is a whole cache line.
        withUnsafeTemporaryAllocation(of: SIMD16<Float>.self, capacity: 3) { taps in
            guard let start = taps.baseAddress else { return }
            start.initialize(repeating: SIMD16(), count: 3)
            for block in 0..<blocks {
                for input in 0..<inputs {
                    let filters = values + 3 * (16 * block * inputs + input)
                    start.withMemoryRebound(to: Float.self, capacity: 48) { lanes in
                        for lane in 0..<16 {
                            let filter = filters + 3 * lane * inputs
                            (lanes[lane], lanes[16 + lane], lanes[32 + lane]) = (filter[0], filter[1], filter[2])
                        }
                    }
                    let a = start[0], b = start[1], c = start[2]
                    for frequency in 0..<frequencies {
                        let sum = a * Float(first[frequency]) + b * Float(second[frequency]) + c * Float(third[frequency])
                        let target = weights + ((frequency * blocks + block) * inputs + input) * 16
                        UnsafeMutableRawPointer(target).storeBytes(of: sum, as: SIMD16<Float>.self)
                    }
                }
            }
        }
    }

    func phaseWeights(_ phase: Int) -> UnsafeMutablePointer<Float> {
        var taps = 0
        for earlier in 0..<phase { taps += Phase.taps(layer.kind, earlier) }
        return weights + taps * blocks * 16 * inputChannels
    }
}
