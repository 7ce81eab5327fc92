import Testing

@testable import PanSECB
@testable import Training

/// Each kind of layer, forward and backward, with the statistics of its batch and with frozen ones, against PyTorch in
/// double precision.
@Suite struct LayerGoldenTests {
    /// Rounding of sums of some thousand products at most.
    private let tolerance: Float = 2e-5

    @Test(arguments: LayerFixture.all) func layersAreThoseOfPyTorch(fixture: LayerFixture) throws {
        let workers = try Workers(threads: 2)
        for (digest, frozen) in [(fixture.batch, false), (fixture.frozen, true)] {
            guard let digest else { continue }
            let found = try LayerUnderTest(fixture.layer, workers).run(fixture, frozen: frozen)
            for name in digest.names {
                // The gradient of the image is nobody's.
                if name == "input", fixture.inputShape[1] == 3 { continue }
                let expected = try #require(digest[name]), values = try #require(found[name], "\(name)")
                let difference = max(expected.difference(values), expected.summaryDifference(values))
                #expect(
                    difference <= tolerance,
                    "\(frozen ? "frozen" : "batch"), \(name): \(difference) of the largest value")
            }
        }
    }
}

/// One module of the network on its own.
private struct LayerUnderTest {
    private let context: Context
    private let module: any Module
    private static let name = "module"

    init(_ kind: TrainingLayer, _ workers: Workers) {
        let store = ParameterStore()
        context = Context(workers: workers, store: store)
        let (operation, inputs, outputs): (Node.Operation, Int, Int)
        switch kind {
        case .down(let i, let o): (operation, inputs, outputs) = (.down, i, o)
        case .up(let i, let o): (operation, inputs, outputs) = (.up, i, o)
        case .block(let channels, let dilation):
            (operation, inputs, outputs) = (.block(dilation: dilation), channels, channels)
        case .head(let i, let o), .point(let i, let o): (operation, inputs, outputs) = (.head(.seeds), i, o)
        }
        // Nothing is dropped in a decoder.
        let node = Node(
            operation: operation, module: LayerUnderTest.name, checkpointModule: LayerUnderTest.name, input: 0,
            inputs: inputs, outputs: outputs, level: 1, part: .decoder(0))
        module = context.module(node, number: 1)
        store.allocate()
    }

    /// Output, gradients by PyTorch's names, statistics afterwards.
    func run(_ fixture: LayerFixture, frozen: Bool) throws -> [String: [Float]] {
        let store = context.store
        func own(_ name: String) -> String { String(name.dropFirst(LayerUnderTest.name.count + 1)) }
        for parameter in store.parameters {
            parameter.set(try #require(fixture.start.tensors[own(parameter.name)]).values, in: store.values)
        }
        for n in module.normalisations {
            n.runningMean = try #require(fixture.start.tensors[own("\(n.module).running_mean")]).values
            n.runningVariance = try #require(fixture.start.tensors[own("\(n.module).running_var")]).values
        }
        module.convolutions.forEach { $0.pack() }
        context.freezesStatistics = frozen

        let shape = fixture.inputShape, x = tensor(fixture.input, shape, inMemory: shape[1] == 3 ? 4 : shape[1]),
            y = module.forward(x)
        let outputs = try #require(fixture.batch["output"]?.shape)
        var found = ["output": planar(y, outputs[1])]
        let gradient = module.backward(
            tensor(fixture.outputGradient, outputs, inMemory: y.channels), addingTo: nil, to: nil)
        found["input"] = gradient.map { planar($0, shape[1]) }
        for parameter in store.parameters { found[own(parameter.name)] = parameter.exported(from: store.gradients) }
        for n in module.normalisations {
            if !frozen { n.takeIn(n.measured[...]) }
            found[own("\(n.module).running_mean")] = n.runningMean
            found[own("\(n.module).running_var")] = n.runningVariance
        }
        return found
    }

    private func tensor(_ values: [Float], _ shape: [Int], inMemory channels: Int) -> Tensor {
        let tensor = context.pool.take(shape[0], shape[2], shape[3], channels)
        tensor.set(values, channels: shape[1])
        return tensor
    }

    private func planar(_ tensor: Tensor, _ channels: Int) -> [Float] { tensor.planar(0..<channels) }
}

extension Tensor {
    /// Takes values [N, C, H, W] as channels from `first` on; all others become zero where `first` is.
    func set(_ values: [Float], channels count: Int, from first: Int = 0) {
        if first == 0 { self.values.update(repeating: 0, count: self.count) }
        let pixels = height * width
        for i in values.indices {
            self.values[(i / (pixels * count) * pixels + i % pixels) * channels + first + i / pixels % count] =
                values[i]
        }
    }

    /// Some channels, as [N, C, H, W].
    func planar(_ range: Range<Int>) -> [Float] {
        let pixels = height * width
        return (0..<images * range.count * pixels).map { i in
            values[
                (i / (pixels * range.count) * pixels + i % pixels) * channels + range.lowerBound + i / pixels
                    % range.count]
        }
    }
}
