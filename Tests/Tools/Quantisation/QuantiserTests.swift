import CPanSECB
import Checkpoints
import Foundation
import Images
import PanSECB
import Predictions
import Quantisation
import Testing

@Suite struct QuantiserTests {
    private static let examples = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../Examples/data")

    private static func floats() throws -> ConvertedModel {
        let path = examples.appendingPathComponent("streets.pansecb").path
        return try ConvertedModel(
            weightFile: [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))), file: path)
    }

    private static func photograph() throws -> Picture {
        try Picture(contentsOf: examples.appendingPathComponent("dashcam.jpg").path)
    }

    /// Whole numbers of 8 bits, each within half a step of the weight, and the largest of each output at the end.
    @Test func weightsAreTheNearestSteps() throws {
        let floats = try Self.floats(), quantiser = Quantiser(floats)
        quantiser.calibrate(try Self.photograph())
        let quantised = quantiser.quantised(), graph = Graph(floats.architecture)
        let before = Dictionary(uniqueKeysWithValues: floats.tensors.map { ($0.name, $0.values) })
        let after = Dictionary(uniqueKeysWithValues: quantised.tensors.map { ($0.name, $0) })
        // One layer of each kind.
        let names = [
            "encoder.initial_block", "encoder.layers.3.conv3x1_1", "decoders.0.layers.3", "seed_layer.output_conv",
        ]
        for layer in graph.layers where names.contains(layer.name) {
            let weights = try #require(before[layer.tensorName(.weight)])
            let stored = try #require(after[layer.tensorName(.weight)])
            let steps = try #require(after[layer.tensorName(.weightScale)]?.values)
            #expect(stored.precision == .int8 && steps.count == layer.convolutionOutputs)
            let places = layer.window.height * layer.window.width
            var largest = [Float](repeating: 0, count: steps.count), isNear = true
            var largestWeight = largest
            for (i, weight) in weights.enumerated() {
                let output = layer.isTransposed ? i / places % steps.count : i / places / layer.inputs
                let number = stored.values[i]
                // Half a step, and the rounding of a float.
                if abs(number * steps[output] - weight) > 0.5001 * steps[output] { isNear = false }
                largest[output] = max(largest[output], abs(number))
                largestWeight[output] = max(largestWeight[output], abs(weight))
            }
            #expect(isNear, "\(layer.name)")
            // But for dead outputs, whose weights have shrunk to nothing.
            let others = zip(largest, largestWeight).filter { $1 > 1e-6 }
            #expect(others.count > steps.count / 2 && others.allSatisfy { $0.0 == 127 }, "\(layer.name)")
            #expect(after[layer.tensorName(.bias)]?.values == before[layer.tensorName(.bias)])
        }
        let file = try quantised.encoded(.float32), single = try floats.encoded(.float32)
        // A byte instead of four, and the tensors' rows and names.
        #expect(file.count < single.count * 27 / 100)
        #expect(try WeightFileListing(bytes: file).formatVersion == 3)
    }

    /// The model in bytes, layer by layer and as a whole, is near the one in float.
    @Test func layersAndOutputsAreNear() throws {
        let floats = try Self.floats(), quantiser = Quantiser(floats), picture = try Self.photograph()
        quantiser.calibrate(picture)
        let bytes = try quantiser.quantised().encoded(.float32)
        let quantised = try bytes.withUnsafeBytes { try Model.load(bytes: $0) }
        let single = try floats.encoded(.float32).withUnsafeBytes { try Model.load(bytes: $0) }
        let predictor = Predictor(quantised, threads: 0)
        var errors: [LayerError] = []
        try quantiser.compare(
            picture, try predictor.session(width: picture.width, height: picture.height), &errors)
        // All steps but the heads: two modules and an up or down layer each count one, blocks of many channels two.
        #expect(errors.count == 45)
        for error in errors {
            #expect(error.rms > 0 && error.rms < 0.15, "\(error.name): \(error.rms)")
            // Its own picture set the ranges, so that only rounding reaches the end.
            #expect(error.clippedShare < 1e-3, "\(error.name): \(error.clippedShare)")
        }
        let a = try predictor.segment(picture), b = try Predictor(single, threads: 0).segment(picture)
        let same = zip(a.panoptic, b.panoptic).count { $0 / 1000 == $1 / 1000 || $0 == $1 }
        #expect(Double(same) / Double(a.panoptic.count) > 0.95)
    }
}
