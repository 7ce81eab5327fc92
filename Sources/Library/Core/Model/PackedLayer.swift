import CPanSECB
import CShims

/// A layer's numbers in the order in which kernels read them. The memory belongs to the model.
struct PackedLayer {
    /// How a layer's convolutions are computed.
    enum Form: Equatable {
        case direct
        /// In Winograd form, with so many outputs in a tile.
        case winograd(Int)
        /// With split pixels and weights, in matrix registers.
        case split
        /// In Winograd form with four outputs, with split frequencies and weights, in matrix registers.
        case splitWinograd

        /// Outputs of a Winograd tile; nil in other forms.
        var tileOutputs: Int? {
            switch self {
            case .winograd(let outputs): return outputs
            case .splitWinograd: return 4
            case .direct, .split: return nil
            }
        }

        var name: StaticString {
            switch self {
            case .direct: return "direct"
            case .winograd: return "winograd"
            case .split: return "split"
            case .splitWinograd: return "split-winograd"
            }
        }
    }

    let layer: Layer
    let form: Form
    /// [phase][block][tap][input][16]; `Phase` says which taps a phase has. Blocks are filled up with zeros.
    /// In Winograd form [frequency][block][input][16]. In split form each phase is what `SplitWeights` makes of it.
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

    /// Form in which a layer runs fastest on a processor. In Winograd form transforms cost more than they save with 16
    /// channels. F(6,3) needs an eighth less time than F(4,3), but with dilation d a line of pixels is d sequences,
    /// which are too short for tiles of six when d is large: a map of 64 rows has four rows in each where d = 16.
    static func form(_ layer: Layer, _ cpu: pansecb_cpu) -> Form {
        if layer.kind == .head || layer.inputs < 16 { return .direct }
        let isWinograd = (layer.kind == .column || layer.kind == .row) && layer.inputs >= 64
        if cpu == PANSECB_CPU_AMX { return isWinograd ? .splitWinograd : .split }
        return isWinograd ? .winograd(layer.dilation <= 2 ? 6 : 4) : .direct
    }

    static func weightCount(_ layer: Layer, _ form: Form) -> Int {
        let taps = layer.window.height * layer.window.width
        switch form {
        case .direct: return taps * blocks(layer) * 16 * inputChannels(layer)
        case .winograd(let outputs): return (outputs + 2) * blocks(layer) * 16 * inputChannels(layer)
        case .split: return SplitWeights.count(taps: taps, blocks: blocks(layer), inputs: layer.inputs) / 2
        case .splitWinograd: return SplitWeights.count(taps: 6, blocks: blocks(layer), inputs: layer.inputs) / 2
        }
    }

    /// Floats that a packed layer takes; each part begins on a cache line.
    static func floats(_ layer: Layer, _ form: Form) -> Int {
        weightCount(layer, form) + blocks(layer) * 16 + (layer.kind == .down ? 2 * rounded(layer.inputs) : 0)
    }

    private static func rounded(_ count: Int) -> Int { (count + 15) & ~15 }

    /// Lays the parts out in zeroed memory.
    init(_ layer: Layer, _ form: Form, _ memory: UnsafeMutablePointer<Float>) {
        self.layer = layer
        self.form = form
        weights = memory
        bias = memory + PackedLayer.weightCount(layer, form)
        poolScale = bias + PackedLayer.blocks(layer) * 16
        poolBias = poolScale + PackedLayer.rounded(layer.inputs)
        memory.initialize(repeating: 0, count: PackedLayer.floats(layer, form))
    }

    /// Takes tensor `number` of the layer, in PyTorch's order.
    func set(_ number: Int, _ values: UnsafePointer<Float>) {
        switch number {
        case 0: setWeights(values)
        case 1:
            for i in 0..<layer.convolutionOutputs { bias[i] = values[i] }
            if layer.kind == .down {
                for i in 0..<layer.inputs { poolBias[i] = values[layer.convolutionOutputs + i] }
            }
        default: for i in 0..<layer.inputs { poolScale[i] = values[i] }
        }
    }

    func phaseWeights(_ phase: Int) -> UnsafeMutablePointer<Float> {
        weights + tapsBefore(phase) * blocks * 16 * inputChannels
    }

    /// Weights of a phase in split form.
    func splitWeights(_ phase: Int) -> UnsafeMutablePointer<UInt16> {
        UnsafeMutableRawPointer(weights).assumingMemoryBound(to: UInt16.self)
            + SplitWeights.count(taps: tapsBefore(phase), blocks: blocks, inputs: layer.inputs)
    }

    private func tapsBefore(_ phase: Int) -> Int {
        var taps = 0
        for earlier in 0..<phase { taps += Phase.taps(layer.kind, earlier) }
        return taps
    }
}
