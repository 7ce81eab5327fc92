import Datasets
import Images
import PanSECB
import Testing

@testable import Training

/// All parts of the loss, and their gradients with respect to the outputs, against PyTorch in double precision.
@Suite struct LossGoldenTests {
    @Test func lossesAreThoseOfPyTorch() throws {
        let file = try TrainingGolden.file("losses"), workers = try Workers(threads: 2)
        let cases = try #require(file.metadata["cases"]).split(separator: " ").map(String.init)
        #expect(cases.count >= 7)
        for name in cases { try check(name, file, workers) }
    }

    private func check(_ name: String, _ file: Safetensors, _ workers: Workers) throws {
        func text(_ key: String) throws -> String { try #require(file.metadata["\(name).\(key)"]) }
        let ids = try #require(file.int32("\(name)/ids")), shape = try #require(file.shape("\(name)/ids"))
        let (n, h, w) = (shape[0], shape[1], shape[2]), pixels = h * w, sigmas = try #require(Int(try text("sigmas")))
        let noise = try text("noise"), context = Context(workers: workers, store: ParameterStore())
        func planes(_ part: String, _ channels: Int, _ low: Double, _ high: Double) -> [Float] {
            part == "offsets" && name == "ties" ? [Float](repeating: 0, count: n * channels * pixels) : HashNoise("\(noise) \(part)").uniform(n * channels * pixels, low, high)
        }
        /// Channels of several parts, [N, C, H, W] each, side by side.
        func tensor(_ parts: [([Float], Int)]) -> Tensor {
            let tensor = context.pool.take(n, h, w, 16)
            tensor.values.update(repeating: 0, count: tensor.count)
            var first = 0
            for (values, channels) in parts {
                for i in values.indices {
                    let pixel = i % pixels, channel = first + i / pixels % channels, image = i / (pixels * channels)
                    tensor.values[(image * pixels + pixel) * 16 + channel] = values[i]
                }
                first += channels
            }
            return tensor
        }
        let outputs = TrainableNetwork.Outputs(
            semantic: tensor([(planes("semantic", 13, -3, 3), 13)]),
            offsets: tensor([(planes("offsets", 2, -0.005, 0.005), 2), (planes("sigmas", sigmas, 0.625, 1.125), sigmas)]),
            seeds: tensor([(planes("seeds", 8, -3, 3), 8)]))
        var weights = LossWeights(
            semantic: try #require(file.floats("semantic_weights")), seed: try #require(file.floats("seed_weights")))
        weights.lovaszFactor = try #require(Double(try text("lovasz")))
        weights.varianceFactor = try #require(Double(try text("variance")))
        weights.seedFactor = try #require(Double(try text("seed")))
        weights.pullsToCentre = try text("to_center") == "true"
        let targets = try (0..<n).map { image in
            let map = try LabelMap16(width: w, height: h, labels: ids[image * pixels..<(image + 1) * pixels].map { UInt16($0) })
            let decoded = TrainingClasses.cityscapes.targets(of: map)
            return Training.Targets(
                width: w, height: h, semantic: decoded.semantic, object: decoded.object, objects: decoded.objects.map { .init(thing: $0.thing) })
        }
        let found = Losses(weights, sigmas: sigmas, context).evaluate(outputs, targets)

        // The file's parts are not weighted: total, cross entropy, embedding, lovasz, variance, seed, iou.
        let expected = try #require(file.floats("\(name)/losses")).map(Double.init)
        let values = [
            found.total, found.semantic, found.embedding, found.lovasz / weights.lovaszFactor, found.variance / weights.varianceFactor,
            found.seed / weights.seedFactor, found.iou,
        ]
        for (i, part) in ["total", "cross entropy", "embedding", "lovasz", "variance", "seed", "iou"].enumerated() {
            #expect(abs(values[i] - expected[i]) <= 1e-5 * max(abs(expected[i]), 1e-3), "\(name), \(part): \(values[i]), PyTorch \(expected[i])")
        }

        func compare(_ part: String, _ tensor: Tensor, first: Int, channels: Int) throws {
            var truth = try #require(file.floats("\(name)/\(part)_gradient"))
            var own = (0..<n * channels * pixels).map { i in
                tensor.values[(i / (pixels * channels) * pixels + i % pixels) * 16 + first + i / pixels % channels]
            }
            if name == "ties" && part == "offset" { own = fold(own, n, h, w) }
            #expect(own.count == truth.count)
            let largest = truth.map(abs).max() ?? 0
            // With nothing to learn both are zero.
            if largest == 0 { truth.append(0); own.append(0) }
            let worst = zip(own, truth).map { abs($0 - $1) }.max() ?? .infinity
            #expect(worst <= 1e-4 * largest, "\(name), gradient of \(part): differs by \(worst), the largest is \(largest)")
        }
        try compare("semantic", outputs.semantic, first: 0, channels: 13)
        try compare("offset", outputs.offsets, first: 0, channels: 2)
        try compare("sigma", outputs.offsets, first: 2, channels: sigmas)
        try compare("seed", outputs.seeds, first: 0, channels: 8)
    }

    /// Sums over the mirror images of the upper left quarter's pixels; a mirrored gradient changes its sign along that axis.
    private func fold(_ gradient: [Float], _ n: Int, _ h: Int, _ w: Int) -> [Float] {
        func at(_ image: Int, _ axis: Int, _ y: Int, _ x: Int) -> Float { gradient[((image * 2 + axis) * h + y) * w + x] }
        var result: [Float] = []
        for image in 0..<n {
            for axis in 0..<2 {
                let acrossX: Float = axis == 0 ? -1 : 1, acrossY: Float = axis == 1 ? -1 : 1
                for y in 0..<h / 2 {
                    for x in 0..<w / 2 {
                        let left = at(image, axis, y, x) + acrossY * at(image, axis, h - 1 - y, x)
                        let right = at(image, axis, y, w - 1 - x) + acrossY * at(image, axis, h - 1 - y, w - 1 - x)
                        result.append(left + acrossX * right)
                    }
                }
            }
        }
        return result
    }
}
