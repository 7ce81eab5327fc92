import PanSECB

/// What a training program does to pixels before the network sees them: (value - mean) / deviation of each colour, and
/// perhaps blue before red. The library gives a network red, green and blue of 0 ... 1; so all that is folded into the
/// network.
///
/// Deviations and the order of colours fold exactly, but for rounding. A mean does not quite: where the first
/// convolution reaches over the upper and the left edge, PyTorch's network sees zeros, which are the mean colour; the
/// converted one sees zeros as well, which are black.
public struct InputNormalisation: Equatable, Sendable {
    /// Red, green, blue, of values of 0 ... 1.
    public let mean: [Double], deviation: [Double]
    /// Whether the network's first channel is blue.
    public let isBGR: Bool

    /// Fails where there are not three colours, a mean is not 0 ... 1 or a deviation not above 0.
    public init(mean: [Double]? = nil, deviation: [Double]? = nil, isBGR: Bool = false) throws(CheckpointError) {
        self.mean = mean ?? [0, 0, 0]
        self.deviation = deviation ?? [1, 1, 1]
        self.isBGR = isBGR
        guard self.mean.count == 3, self.mean.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
            throw CheckpointError(
                .badValue, "the mean must be three numbers of 0 to 1, of red, green and blue",
                fix: "Of a network that is given 0 to 255, divide mean and deviation by 255")
        }
        guard self.deviation.count == 3, self.deviation.allSatisfy({ $0 >= 1e-6 && $0 <= 1e6 }) else {
            throw CheckpointError(
                .badValue, "the deviation must be three numbers above 0, of red, green and blue")
        }
    }

    /// Whether it changes anything.
    public var isIdentity: Bool { isExact && deviation.allSatisfy { $0 == 1 } && !isBGR }
    /// Whether the converted network computes the same everywhere.
    public var isExact: Bool { mean.allSatisfy { $0 == 0 } }

    /// For each of red, green and blue its channel of the network.
    private var channels: [Int] { isBGR ? [2, 1, 0] : [0, 1, 2] }
}

// MARK: - Folding

extension InputNormalisation {
    /// The network with all of it folded in.
    /// - Parameter tensors: those of the architecture, in any order.
    public func folded(into tensors: [WeightTensor], of architecture: Architecture) throws(CheckpointError)
        -> [WeightTensor]
    {
        var values: [String: [Float]] = [:]
        for tensor in tensors { values[tensor.name] = tensor.values }
        let graph = Graph(architecture)
        for node in graph.nodes where node.input == nil { scale(node.layers[0], &values) }
        reorder(graph, &values)
        var result: [WeightTensor] = []
        for tensor in tensors {
            let folded = values[tensor.name] ?? tensor.values
            guard folded.allSatisfy(\.isFinite) else {
                throw CheckpointError(
                    .badValue, tensor: tensor.name,
                    "with mean and deviation folded in, it is beyond the range of 32-bit floats")
            }
            result.append(WeightTensor(name: tensor.name, shape: tensor.shape, values: folded))
        }
        return result
    }

    /// Means and deviations into the first layer, whose channels are still in the network's order.
    private func scale(_ layer: Layer, _ values: inout [String: [Float]]) {
        let own = layer.convolutionOutputs, window = layer.window.height * layer.window.width
        guard var weight = values[layer.tensorName(.weight)], var bias = values[layer.tensorName(.bias)],
            var pool = values[layer.tensorName(.poolScale)]
        else { return }
        for (colour, channel) in channels.enumerated() {
            let factor = 1 / deviation[colour], shift = mean[colour] * factor
            for output in 0..<own {
                let start = (output * 3 + channel) * window
                let sum = weight[start..<start + window].reduce(0.0) { $0 + Double($1) }
                for tap in start..<start + window { weight[tap] = Float(Double(weight[tap]) * factor) }
                bias[output] = Float(Double(bias[output]) - sum * shift)
            }
            // The largest value stays the largest: deviations are above 0.
            bias[own + channel] = Float(Double(bias[own + channel]) - Double(pool[channel]) * shift)
            pool[channel] = Float(Double(pool[channel]) * factor)
        }
        values[layer.tensorName(.weight)] = weight
        values[layer.tensorName(.bias)] = bias
        values[layer.tensorName(.poolScale)] = pool
    }

    /// The order of colours. Pooled colours pass through the encoder as channels of their own, and blocks add them to
    /// what comes out: so it is their order that changes, up to the layers that mix all channels anew.
    private func reorder(_ graph: Graph, _ values: inout [String: [Float]]) {
        guard isBGR else { return }
        /// For each channel of a node's output in the new order, its number in the old one.
        var orders: [[Int]] = []
        for node in graph.nodes {
            let order = node.input.map { orders[$0] } ?? channels, layers = node.layers
            let first = layers[0], last = layers[layers.count - 1]
            let rows = first.isTransposed ? 1 : first.convolutionOutputs
            permute(first.tensorName(.weight), rows: rows, order, &values)
            switch node.operation {
            case .down:
                let own = first.convolutionOutputs, all = Array(0..<own) + order.map { own + $0 }
                permute(first.tensorName(.poolScale), rows: 1, order, &values)
                permute(first.tensorName(.bias), rows: 1, all, &values)
                orders.append(all)
            case .block:
                permute(last.tensorName(.weight), rows: 1, order, &values)
                permute(last.tensorName(.bias), rows: 1, order, &values)
                orders.append(order)
            case .up, .head: orders.append(Array(0..<node.outputs))
            }
        }
    }

    /// Changes the order of a tensor's columns [rows][order][...].
    private func permute(_ name: String, rows: Int, _ order: [Int], _ values: inout [String: [Float]]) {
        guard let old = values[name] else { return }
        let columns = order.count, inner = old.count / (rows * columns)
        var new = old
        for row in 0..<rows {
            for (column, from) in order.enumerated() {
                let target = (row * columns + column) * inner, source = (row * columns + from) * inner
                for i in 0..<inner { new[target + i] = old[source + i] }
            }
        }
        values[name] = new
    }
}
