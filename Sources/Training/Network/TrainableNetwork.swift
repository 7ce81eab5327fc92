import PanSECB

/// Pan-SECB with its backward pass. Parameters have PyTorch's names.
public final class TrainableNetwork {
    public let architecture: Architecture
    public let store = ParameterStore()
    let context: Context
    private let encoder: Encoder
    private let decoders: [Decoder]
    private let seedHead: Head
    /// Kept for PyTorch.
    public private(set) var unused: [UnusedTensor]

    /// - Parameter architecture: Pan-SECB of any number of classes.
    public init(_ architecture: Architecture, _ workers: Workers) {
        self.architecture = architecture
        let context = Context(workers: workers, store: store)
        self.context = context
        let classes = architecture.semanticChannels + 2 + architecture.sigmas
        unused = [
            UnusedTensor(name: "encoder.output_conv.weight", shape: [classes, 128, 1, 1], values: [Float](repeating: 0, count: classes * 128)),
            UnusedTensor(name: "encoder.output_conv.bias", shape: [classes], values: [Float](repeating: 0, count: classes)),
        ]
        let layers = (0..<architecture.layerCount).map { architecture.layer($0) }
        encoder = Encoder(layers, context)
        decoders = (0..<2).map { Decoder(layers, number: $0, context) }
        seedHead = Head(layers.first { $0.place == .seed } ?? layers[0], context)
        store.allocate()
    }

    func setUnused(_ name: String, _ values: [Float]) {
        for i in unused.indices where unused[i].name == name { unused[i].values = values }
    }

    private var convolutions: [Convolution] { encoder.convolutions + decoders.flatMap(\.convolutions) + [seedHead.convolution] }
    var normalisations: [BatchNormalisation] { encoder.normalisations + decoders.flatMap(\.normalisations) }

    /// Raw outputs of a batch: semantic logits, offsets and sigmas, seed logits.
    struct Outputs {
        var semantic: Tensor, offsets: Tensor, seeds: Tensor
    }

    /// - Parameter images: [images][height][width][4], red, green, blue in 0 ... 1, and 0; sides are multiples of 8.
    func forward(_ images: Tensor) -> Outputs {
        for convolution in convolutions { convolution.pack() }
        let encoded = encoder.forward(images)
        let features = decoders[0].forward(encoded)
        let semantic = decoders[0].head.forward(features), seeds = seedHead.forward(features)
        let offsets = decoders[1].head.forward(decoders[1].forward(encoded))
        return Outputs(semantic: semantic, offsets: offsets, seeds: seeds)
    }

    /// Adds to the gradients of all parameters, given those of the outputs, which are not kept.
    func backward(_ gradients: consuming Outputs) {
        guard let fromSemantic = decoders[0].head.backward(gradients.semantic),
            let features = seedHead.backward(gradients.seeds, addingTo: fromSemantic),
            let encoded = decoders[0].backward(features), let fromOffsets = decoders[1].head.backward(gradients.offsets)
        else { return }
        if let encoded = decoders[1].backward(fromOffsets, addingTo: encoded) { encoder.backward(encoded) }
    }
}

private final class Encoder {
    private enum Module {
        case down(Downsampler), block(NonBottleneck1D)
    }

    private var modules: [Module] = []
    private(set) var convolutions: [Convolution] = []
    private(set) var normalisations: [BatchNormalisation] = []

    /// Shares of channels that are dropped in training, by channels of the block.
    private static let dropout: [Int: Float] = [64: 0.03, 128: 0.3]

    init(_ layers: [Layer], _ context: Context) {
        for module in -1...14 {
            let own = layers.filter { $0.place == .encoder(module) }
            if own[0].kind == .down {
                let down = Downsampler(own[0], context)
                modules.append(.down(down))
                convolutions += down.convolutions
                normalisations += down.normalisations
            } else {
                let block = NonBottleneck1D(own, number: module, dropout: Encoder.dropout[own[0].inputs] ?? 0, context)
                modules.append(.block(block))
                convolutions += block.convolutions
                normalisations += block.normalisations
            }
        }
    }

    func forward(_ x: Tensor) -> Tensor {
        modules.reduce(x) { x, module in
            switch module {
            case .down(let down): down.forward(x)
            case .block(let block): block.forward(x)
            }
        }
    }

    func backward(_ gradient: Tensor) {
        var gradient = gradient
        for module in modules.reversed() {
            switch module {
            case .down(let down):
                guard let next = down.backward(gradient) else { return }
                gradient = next
            case .block(let block): gradient = block.backward(gradient)
            }
        }
    }
}

private final class Decoder {
    let head: Head
    private let up1: Upsampler, up2: Upsampler
    private let blocks1: [NonBottleneck1D], blocks2: [NonBottleneck1D]

    var convolutions: [Convolution] {
        up1.convolutions + blocks1.flatMap(\.convolutions) + up2.convolutions + blocks2.flatMap(\.convolutions) + [head.convolution]
    }
    var normalisations: [BatchNormalisation] {
        up1.normalisations + blocks1.flatMap(\.normalisations) + up2.normalisations + blocks2.flatMap(\.normalisations)
    }

    init(_ layers: [Layer], number: Int, _ context: Context) {
        func module(_ module: Int) -> [Layer] { layers.filter { $0.place == .decoder(number, module) } }
        func block(_ place: Int) -> NonBottleneck1D { NonBottleneck1D(module(place), number: 0, dropout: 0, context) }
        up1 = Upsampler(module(0)[0], context)
        blocks1 = [block(1), block(2)]
        up2 = Upsampler(module(3)[0], context)
        blocks2 = [block(4), block(5)]
        head = Head(layers.first { $0.place == .decoderHead(number) } ?? layers[0], context)
    }

    /// The features that the head takes.
    func forward(_ x: Tensor) -> Tensor {
        let quarter = blocks1.reduce(up1.forward(x)) { $1.forward($0) }
        return blocks2.reduce(up2.forward(quarter)) { $1.forward($0) }
    }

    func backward(_ gradient: Tensor, addingTo dx: Tensor? = nil) -> Tensor? {
        let half = blocks2.reversed().reduce(gradient) { $1.backward($0) }
        guard let quarter = up2.backward(half) else { return nil }
        return up1.backward(blocks1.reversed().reduce(quarter) { $1.backward($0) }, addingTo: dx)
    }
}
