import CPanSECB
import CShims
import Images
import PanSECB

/// A network in float that computes one layer after the other and keeps whole maps, so that each can be looked at: what
/// the library, which fuses layers, does not show. Its kernels are the library's.
final class FloatNetwork {
    private let graph: Graph
    private let kernels: pansecb_kernels
    private let layers: [Layer]
    private let packed: [PackedLayer<PackedDirect>]
    private let pooling: [Downsampling]
    private let weights: UnsafeMutablePointer<Float>
    private let scratch: UnsafeMutablePointer<Float>

    /// - Parameter tensors: of each layer, in the order of the graph.
    init(_ graph: Graph, _ tensors: [[LayerTensor: [Float]]]) {
        self.graph = graph
        layers = graph.layers
        kernels = CPU.kernels(CPU.precise)
        var memory = PackingMemory()
        func pack(_ layers: [Layer], _ memory: inout PackingMemory) -> ([PackedLayer<PackedDirect>], [Downsampling]) {
            var packed: [PackedLayer<PackedDirect>] = [], pooling: [Downsampling] = []
            for layer in layers {
                packed.append(PackedLayer(layer, &memory))
                pooling.append(Downsampling(layer, &memory))
            }
            return (packed, pooling)
        }
        _ = pack(layers, &memory)
        weights = .allocate(capacity: memory.floats + 16)
        let aligned = UnsafeMutableRawPointer(weights).alignedUp(toMultipleOf: 64).assumingMemoryBound(to: Float.self)
        memory = PackingMemory(aligned)
        (packed, pooling) = pack(layers, &memory)
        let most = layers.reduce(0) { max($0, $1.inputChannels) }
        scratch = .allocate(capacity: PackedDirect.scratchFloats(inputs: most))
        for (number, layer) in layers.enumerated() {
            for tensor in layer.tensors {
                packed[number].set(tensor, tensors[number][tensor] ?? [])
                if layer.kind == .down { pooling[number].set(tensor, tensors[number][tensor] ?? []) }
            }
        }
    }

    deinit {
        weights.deallocate()
        scratch.deallocate()
    }

    /// Runs the layers but for the heads, whose outputs are the network's. Calls `look` with the number of each layer
    /// and its output.
    func run(_ picture: Picture, look: (Int, LayerMap) -> Void) {
        let image = input(picture)
        var outputs: [LayerMap?] = [], number = 0
        for (index, node) in graph.nodes.enumerated() {
            let input = node.input.flatMap { outputs[$0] } ?? image
            var map: LayerMap?
            for added in node.layers where node.head == nil {
                let output = layer(number, of: map ?? input, adding: added.addsBlockInput ? input : nil)
                look(number, output)
                map = output
                number += 1
            }
            if node.head != nil { number += 1 }
            outputs.append(map)
            // Maps that nobody reads any more are large.
            for earlier in outputs.indices where !graph.readers(of: earlier).contains(where: { $0 > index }) {
                outputs[earlier] = nil
            }
        }
    }

    /// The picture's pixels with sides that are multiples of 8, as the library pads it; the fourth channel is 0.
    private func input(_ picture: Picture) -> LayerMap {
        var map = LayerMap(height: (picture.height + 7) & ~7, width: (picture.width + 7) & ~7, channels: 4)
        for y in 0..<picture.height {
            for x in 0..<picture.width {
                for channel in 0..<3 {
                    map.numbers[4 * (y * map.width + x) + channel] =
                        Float(picture.pixels[3 * (y * picture.width + x) + channel]) / 255
                }
            }
        }
        return map
    }

    private func layer(_ number: Int, of input: LayerMap, adding residual: LayerMap?) -> LayerMap {
        let layer = layers[number], packed = packed[number], geometry = packed.weights.geometry
        let step = geometry.outputStep
        var output = LayerMap(
            height: input.height * step / geometry.inputStep, width: input.width * step / geometry.inputStep,
            channels: layer.outputs)
        input.numbers.withUnsafeBufferPointer { source in
            output.numbers.withUnsafeMutableBufferPointer { target in
                (residual?.numbers ?? []).withUnsafeBufferPointer { added in
                    let rowFloats = input.width * input.channels
                    func row(_ y: Int) -> UnsafePointer<Float>? {
                        y >= 0 && y < input.height ? source.baseAddress.map { $0 + y * rowFloats } : nil
                    }
                    for phase in 0..<geometry.phaseCount {
                        for y in 0..<input.height / geometry.inputStep {
                            var c = packed.weights.arguments(phase: phase, width: input.width, scratch: scratch)
                            c.setTaps(geometry[phase]) { row(geometry.inputStep * y + $0) }
                            c.bias = UnsafePointer(packed.bias)
                            c.relu = 1
                            let place =
                                ((step * y + geometry[phase].row) * output.width + geometry[phase].column)
                                * layer.outputs
                            c.output = target.baseAddress.map { $0 + place }
                            c.output_stride = Int32(layer.outputs * step)
                            c.residual = residual == nil ? nil : added.baseAddress.map { $0 + place }
                            kernels.convolution(&c)
                            guard layer.kind == .down, let upper = row(2 * y), let lower = row(2 * y + 1),
                                let output = c.output
                            else { continue }
                            pooling[number].pool(
                                kernels, upper: upper, lower: lower, stride: input.channels, width: input.width / 2,
                                to: output)
                        }
                    }
                }
            }
        }
        return output
    }
}
