import Checkpoints
import Images
import PanSECB
import Predictions

/// Makes a model of bytes from one of floats. It looks at the range of each layer's output over some pictures, and
/// stores each layer's weights in 127 steps of the largest of each output, up and down.
public final class Quantiser {
    private let model: ConvertedModel
    private let graph: Graph
    private let tensors: [[LayerTensor: [Float]]]
    private let network: FloatNetwork
    private var calibration: Calibration

    /// - Parameter model: with weights in float or half precision.
    public init(_ model: ConvertedModel) {
        self.model = model
        graph = Graph(model.architecture)
        let all = Dictionary(uniqueKeysWithValues: model.tensors.map { ($0.name, $0.values) })
        tensors = graph.layers.map { layer in
            Dictionary(uniqueKeysWithValues: layer.tensors.map { ($0, all[layer.tensorName($0)] ?? []) })
        }
        network = FloatNetwork(graph, tensors)
        calibration = Calibration(layers: graph.layers.count)
    }

    /// Takes a picture into account, at its size.
    public func calibrate(_ picture: Picture) { calibration.add(picture, network) }

    /// Compares the layers of the quantised model, through a session of it, with those in float on a picture of the
    /// session's size. `errors` has a row for each step but the heads; it is empty at first.
    public func compare(_ picture: Picture, _ session: Session, _ errors: inout [LayerError]) throws {
        var expected: [String: [Float]] = [:]
        network.run(picture) { layer, map in expected[graph.layers[layer].name] = map.numbers }
        let scales = Dictionary(
            uniqueKeysWithValues: graph.layers.enumerated().map { ($1.name, outputScale($0)) })
        var row = 0, rows = errors
        try picture.withImage { image in
            try session.forward(image) { output in
                guard output.isBytes, let name = output.layers.last?.name, let numbers = expected[name],
                    let scale = scales[name], numbers.count == output.count
                else { return }
                if row == rows.count { rows.append(LayerError(name: name)) }
                rows[row].add(output.start.assumingMemoryBound(to: UInt8.self), scale: scale, expected: numbers)
                row += 1
            }
        }
        errors = rows
    }

    private func outputScale(_ layer: Int) -> Float {
        max(calibration.largest[layer], Quantiser.smallestRange) / 255
    }

    /// The quantised model, once it has seen pictures.
    public func quantised() -> ConvertedModel {
        var result = model
        result.tensors = []
        for (number, layer) in graph.layers.enumerated() {
            let weights = QuantisedWeights(layer, tensors[number][.weight] ?? [])
            for tensor in layer.quantisedTensors {
                let (rank, (a, b, c, d)) = layer.tensorShape(tensor)
                result.tensors.append(
                    WeightTensor(
                        name: layer.tensorName(tensor), shape: Array([a, b, c, d].prefix(rank)),
                        values: values(tensor, number, weights), precision: tensor == .weight ? .int8 : .float32))
            }
        }
        return result
    }

    private func values(_ tensor: LayerTensor, _ layer: Int, _ weights: QuantisedWeights) -> [Float] {
        switch tensor {
        case .outputScale: return [outputScale(layer)]
        case .weightScale: return weights.scale
        case .weight: return weights.values
        case .bias, .poolScale: return tensors[layer][tensor] ?? []
        }
    }

    /// Of layers whose output is 0 on all pictures.
    private static let smallestRange: Float = 1e-6
}

/// A layer's weights as whole numbers -127 ... 127, and the value of a step for each output.
private struct QuantisedWeights {
    private(set) var values: [Float], scale: [Float]

    init(_ layer: Layer, _ weights: [Float]) {
        let outputs = layer.convolutionOutputs, places = layer.window.height * layer.window.width
        /// The output that a weight belongs to.
        func output(of index: Int) -> Int {
            let pair = index / places
            return layer.isTransposed ? pair % outputs : pair / layer.inputs
        }
        var largest = [Float](repeating: 0, count: outputs)
        for (i, weight) in weights.enumerated() { largest[output(of: i)] = max(largest[output(of: i)], abs(weight)) }
        let scale = largest.map { max($0, 1e-6) / 127 }
        values = weights.enumerated().map { ($1 / scale[output(of: $0)]).rounded() }
        self.scale = scale
    }
}
