import Checkpoints
import PanSECB
import Ranks

/// A network with its backward pass. Parameters have PyTorch's names; the wiring is the graph's.
public final class TrainableNetwork {
    public let graph: Graph
    public var architecture: Architecture { graph.architecture }
    public let store = ParameterStore()
    let context: Context
    /// One for each node.
    private let modules: [any Module]
    /// Nodes that read each node's output.
    private let readers: [[Int]]
    /// Kept for PyTorch.
    public private(set) var unused: [UnusedTensor]

    /// - Parameter ranks: processes that share the batches of a step.
    public convenience init(_ architecture: Architecture, _ workers: Workers, ranks: Ranks = Ranks()) {
        self.init(architecture, workers, Sharing(ranks))
    }

    init(_ architecture: Architecture, _ workers: Workers, _ sharing: Sharing) {
        let graph = Graph(architecture)
        self.graph = graph
        let context = Context(workers: workers, store: store, sharing: sharing)
        self.context = context
        modules = graph.nodes.enumerated().map { context.module($1, number: $0) }
        readers = graph.nodes.indices.map { graph.readers(of: $0) }
        unused = UnusedTensor.encoderClassifier(graph)
        store.allocate()
    }

    func setUnused(_ name: String, _ values: [Float]) {
        for i in unused.indices where unused[i].name == name { unused[i].values = values }
    }

    private var convolutions: [Convolution] { modules.flatMap(\.convolutions) }
    var normalisations: [BatchNormalisation] { modules.flatMap(\.normalisations) }

    /// Raw outputs of a batch: semantic logits, offsets and sigmas, seed logits; nil if the network lacks them.
    struct Outputs {
        var semantic: Tensor?, offsets: Tensor?, seeds: Tensor?

        subscript(output: Node.Output) -> Tensor? {
            get {
                switch output {
                case .semantic: return semantic
                case .offsets: return offsets
                case .seeds: return seeds
                }
            }
            set {
                switch output {
                case .semantic: semantic = newValue
                case .offsets: offsets = newValue
                case .seeds: seeds = newValue
                }
            }
        }
    }

    /// - Parameter images: [images][height][width][4], red, green, blue in 0 ... 1, and 0; sides are multiples of 8.
    func forward(_ images: Tensor) -> Outputs {
        let convolutions = convolutions
        context.workers.run(convolutions.count) { number, _ in convolutions[number].pack() }
        var outputs = Outputs(), features = [Tensor?](repeating: nil, count: modules.count)
        for (number, node) in graph.nodes.enumerated() {
            guard let input = node.input.map({ features[$0] }) ?? images else { continue }
            let output = modules[number].forward(input)
            if let head = node.head { outputs[head] = output } else { features[number] = output }
        }
        return outputs
    }

    /// Gives batch normalisation the statistics of these images, and weights and biases with which the network computes
    /// what it did with the running statistics that it had.
    func calibrate(on images: Tensor) {
        let isFrozen = context.freezesStatistics
        context.freezesStatistics = false
        for normalisation in normalisations { normalisation.isCalibrating = true }
        _ = forward(images)
        for normalisation in normalisations { normalisation.isCalibrating = false }
        context.freezesStatistics = isFrozen
    }

    /// Adds to the gradients of all parameters, given those of the outputs, which it consumes. It starts at each head
    /// and takes a node once all its readers are done.
    func backward(_ gradients: consuming Outputs) {
        var outputs = gradients
        var ofOutput = [Tensor?](repeating: nil, count: modules.count)
        var waiting = readers.map(\.count)
        for (number, node) in graph.nodes.enumerated() {
            guard let head = node.head else { continue }
            ofOutput[number] = outputs[head]
            outputs[head] = nil
            var next: Int? = number
            while let current = next, let gradient = ofOutput[current] {
                ofOutput[current] = nil
                let input = graph.nodes[current].input
                if let input { waiting[input] -= 1 }
                let previous = input.flatMap { waiting[$0] == 0 ? $0 : nil }
                let dx = modules[current].backward(
                    gradient, addingTo: input.flatMap { ofOutput[$0] }, to: previous.map { modules[$0] })
                if let input { ofOutput[input] = dx }
                next = previous
            }
        }
    }
}
