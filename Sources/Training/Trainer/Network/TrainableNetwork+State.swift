import Checkpoints
import PanSECB

extension TrainableNetwork {
    /// Initialises weights like PyTorch's layers: uniform within 1 / sqrt(inputs of an output). Offsets begin at 0,
    /// sigmas at 1.
    public func initialise(seed: UInt64) {
        for parameter in store.parameters {
            let isNormalisation = parameter.name.contains(".bn")
            if isNormalisation {
                let value: Float = parameter.name.hasSuffix(".weight") ? 1 : 0
                parameter.set([Float](repeating: value, count: parameter.shape[0]), in: store.values)
                continue
            }
            let weight = parameter.shape.count == 4 ? parameter : self.weight(of: parameter)
            // PyTorch counts the second dimension, also for transposed convolutions.
            let fan = weight.shape[1] * weight.shape[2] * weight.shape[3], bound = 1 / Double(fan).squareRoot()
            var random = RandomNumbers(seed, RandomNumbers.word(parameter.name))
            let count = parameter.shape.reduce(1, *)
            parameter.set((0..<count).map { _ in Float(random.uniform(-bound...bound)) }, in: store.values)
        }
        initialiseOffsets()
    }

    private func initialiseOffsets() {
        guard let head = graph.head(.offsets).map({ graph.nodes[$0].checkpointModule }) else { return }
        for parameter in store.parameters where parameter.name.hasPrefix(head + ".") {
            let count = parameter.shape.reduce(1, *)
            let values: [Float] =
                parameter.shape.count == 4
                ? [Float](repeating: 0, count: count) : (0..<count).map { $0 < 2 ? 0 : 1 }
            parameter.set(values, in: store.values)
        }
    }

    private func weight(of bias: ParameterStore.Parameter) -> ParameterStore.Parameter {
        let name = bias.name.dropLast("bias".count) + "weight"
        return store.parameters.first { $0.name == name } ?? bias
    }

    /// Statistics of the last batch, which the running ones have yet to take in; empty if they are frozen.
    var measured: [Double] { normalisations.flatMap(\.measured) }

    /// Moves the running statistics towards those of a batch, `measured` of this network or of another rank's.
    func takeIn(_ measured: [Double]) {
        if measured.isEmpty { return }
        var first = 0
        for normalisation in normalisations {
            normalisation.takeIn(measured[first..<first + 2 * normalisation.channels])
            first += 2 * normalisation.channels
        }
    }

    /// Names and shapes of the running statistics, which are not parameters.
    public var statistics: [(name: String, values: [Float])] {
        normalisations.flatMap {
            [("\($0.module).running_mean", $0.runningMean), ("\($0.module).running_var", $0.runningVariance)]
        }
    }

    /// - Returns: whether there is such a statistic with that many values.
    func setStatistic(_ name: String, _ values: [Float]) -> Bool {
        for normalisation in normalisations
        where name.hasPrefix(normalisation.module + ".") && values.count == normalisation.channels {
            switch name.dropFirst(normalisation.module.count + 1) {
            case "running_mean": normalisation.runningMean = values
            case "running_var": normalisation.runningVariance = values
            default: continue
            }
            return true
        }
        return false
    }

    /// Means and variances, in the order of the normalisations.
    var runningStatistics: [(mean: [Float], variance: [Float])] {
        get { normalisations.map { ($0.runningMean, $0.runningVariance) } }
        set {
            for (normalisation, own) in zip(normalisations, newValue) {
                (normalisation.runningMean, normalisation.runningVariance) = own
            }
        }
    }

    /// A parameter's values, or its gradients or running means, in PyTorch's order.
    public func values(_ parameter: ParameterStore.Parameter) -> [Float] { parameter.exported(from: store.values) }
    public func gradient(_ parameter: ParameterStore.Parameter) -> [Float] { parameter.exported(from: store.gradients) }
    public func set(_ parameter: ParameterStore.Parameter, _ values: [Float]) {
        parameter.set(values, in: store.values)
    }

    /// Whether batch normalisation keeps its running statistics and uses them.
    public var freezesStatistics: Bool {
        get { context.freezesStatistics }
        set { context.freezesStatistics = newValue }
    }

    /// Which channels are dropped in the next step; nil: none.
    var dropout: Dropout? {
        get { context.dropout }
        set { context.dropout = newValue }
    }
}

/// Tensors of PyTorch's network that nothing here uses: its encoder has its own classifier. They are kept for export to
/// PyTorch.
public struct UnusedTensor: Sendable {
    public let name: String
    public let shape: [Int]
    public internal(set) var values: [Float]

    static func encoderClassifier(_ graph: Graph) -> [UnusedTensor] {
        EncoderClassifier.tensors(graph).map {
            UnusedTensor(
                name: $0.name, shape: $0.shape, values: [Float](repeating: 0, count: $0.shape.reduce(1, *)))
        }
    }
}
