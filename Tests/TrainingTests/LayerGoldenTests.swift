@testable import PanSECB
import Testing

@testable import Training

/// Each kind of layer, forward and backward, with the statistics of its batch and with frozen ones, against PyTorch in double precision.
@Suite struct LayerGoldenTests {
    /// Rounding of sums of some thousand products at most.
    private let tolerance: Float = 2e-5

    @Test func layersAreThoseOfPyTorch() throws {
        let file = try TrainingGolden.file("layers"), workers = try Workers(threads: 2)
        var compared = 0
        for line in try #require(file.metadata["cases"]).split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init), name = words[0]
            let shape = try #require(file.metadata["\(name).shape"]).split(separator: "x").compactMap { Int($0) }
            let noise = try #require(file.metadata["\(name).noise"])
            for mode in words[1] == "ConvTranspose2d" ? ["batch"] : ["batch", "frozen"] {
                let digest = try TensorDigest(file, "\(name)/\(mode)")
                let arguments = words[2...].compactMap { Int($0) }
                let found = try LayerUnderTest(words[1], arguments, workers).run(noise, shape, frozen: mode == "frozen")
                for entry in digest.entries {
                    // The gradient of the image is nobody's.
                    if entry.name == "input", shape[1] == 3 { continue }
                    let values = try #require(found[entry.name], "\(name), \(mode): \(entry.name)")
                    let difference = digest.difference(entry, values)
                    #expect(difference <= tolerance, "\(name), \(mode), \(entry.name): \(difference) of the largest value")
                    compared += 1
                }
            }
        }
        #expect(compared > 200)
    }
}

/// One module of the network on its own.
private struct LayerUnderTest {
    private let context: Context
    private let forward: (Tensor) -> Tensor
    private let backward: (Tensor) -> Tensor?
    private let prefix: String
    private let normalisations: [BatchNormalisation]
    private let convolutions: [Convolution]
    private let outputs: Int

    init(_ kind: String, _ arguments: [Int], _ workers: Workers) throws {
        let store = ParameterStore(), context = Context(workers: workers, store: store)
        self.context = context
        switch kind {
        case "Downsampler":
            let layer = Layer(kind: .down, place: .encoder(0), inputs: arguments[0], outputs: arguments[1]), module = Downsampler(layer, context)
            (forward, backward, prefix, normalisations, convolutions) = (module.forward, module.backward, layer.name + ".", module.normalisations, module.convolutions)
            outputs = arguments[1]
        case "Upsampler":
            let layer = Layer(kind: .up, place: .decoder(0, 0), inputs: arguments[0], outputs: arguments[1]), module = Upsampler(layer, context)
            (forward, prefix, normalisations, convolutions) = (module.forward, layer.name + ".", module.normalisations, module.convolutions)
            backward = { module.backward($0) }
            outputs = arguments[1]
        case "NonBottleneck1D":
            let layers = (0..<4).map { part in
                Layer(
                    kind: part % 2 == 0 ? .column : .row, place: .encoder(1), part: part, inputs: arguments[0], outputs: arguments[0],
                    dilation: part < 2 ? 1 : arguments[1], addsBlockInput: part == 3)
            }
            let module = NonBottleneck1D(layers, number: 1, dropout: 0, context)
            (forward, prefix, normalisations, convolutions) = (module.forward, "encoder.layers.1.", module.normalisations, module.convolutions)
            backward = { module.backward($0) }
            outputs = arguments[0]
        default:
            let layer = Layer(kind: .head, place: .seed, inputs: arguments[0], outputs: arguments[1]), module = Head(layer, context)
            (forward, prefix, normalisations, convolutions) = (module.forward, layer.name + ".", [], [module.convolution])
            backward = { module.backward($0) }
            outputs = arguments[1]
        }
        store.allocate()
    }

    /// Output, gradients by PyTorch's names, statistics afterwards.
    func run(_ noise: String, _ shape: [Int], frozen: Bool) throws -> [String: [Float]] {
        let weights = HashTraining(name: noise), store = context.store
        for parameter in store.parameters {
            let path = String(parameter.name.dropFirst(prefix.count)), module = parameter.name.split(separator: ".").dropLast().joined(separator: ".")
            let weight = store.parameters.first { $0.name == module + ".weight" } ?? parameter
            parameter.set(weights.values(path, shape: parameter.shape, weightShape: weight.shape), in: store.values)
        }
        for n in normalisations {
            let path = String(n.module.dropFirst(prefix.count))
            n.runningMean = weights.values("\(path).running_mean", shape: [n.channels], weightShape: [])
            n.runningVariance = weights.values("\(path).running_var", shape: [n.channels], weightShape: [])
        }
        convolutions.forEach { $0.pack() }
        context.freezesStatistics = frozen

        let x = tensor(HashNoise("\(noise) input").uniform(shape.reduce(1, *), -1, 1), shape, inMemory: shape[1] == 3 ? 4 : shape[1])
        let y = forward(x), outputShape = [shape[0], outputs, y.height, y.width]
        var found = ["output": planar(y, outputs)]
        let gradient = backward(tensor(HashNoise("\(noise) output").uniform(outputShape.reduce(1, *), -1, 1), outputShape, inMemory: y.channels))
        found["input"] = gradient.map { planar($0, shape[1]) }
        for parameter in store.parameters { found[String(parameter.name.dropFirst(prefix.count))] = parameter.exported(from: store.gradients) }
        for n in normalisations {
            let path = String(n.module.dropFirst(prefix.count))
            found["\(path).running_mean"] = n.runningMean
            found["\(path).running_var"] = n.runningVariance
        }
        return found
    }

    /// From [N, C, H, W]; channels are filled up with zeros.
    private func tensor(_ values: [Float], _ shape: [Int], inMemory channels: Int) -> Tensor {
        let (n, c, h, w) = (shape[0], shape[1], shape[2], shape[3])
        let tensor = context.pool.take(n, h, w, channels)
        tensor.values.update(repeating: 0, count: tensor.count)
        for i in values.indices {
            let pixel = i % (h * w), channel = i / (h * w) % c, image = i / (h * w * c)
            tensor.values[(image * h * w + pixel) * tensor.channels + channel] = values[i]
        }
        return tensor
    }

    private func planar(_ tensor: Tensor, _ channels: Int) -> [Float] {
        let pixels = tensor.height * tensor.width
        return (0..<tensor.images * channels * pixels).map { i in
            tensor.values[(i / (pixels * channels) * pixels + i % pixels) * tensor.channels + i / pixels % channels]
        }
    }
}
