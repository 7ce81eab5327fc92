import Images
import PanSECB
import Predictions
import Testing

@testable import Checkpoints

@Suite struct PredictorTests {
    /// Semantic classes only; channel `winner` has a bias, all weights are zero.
    private func predictor(winner: Int) throws -> Predictor {
        let architecture = Architecture(kind: .erfNet, semanticChannels: 3, sigmas: 0, things: 0)
        let tensors = Graph(architecture).layers.flatMap { layer in
            layer.tensors.map { tensor in
                let (rank, (a, b, c, d)) = layer.tensorShape(tensor)
                var values = [Float](repeating: 0, count: a * b * c * d)
                if layer.kind == .head, tensor == .bias { values[winner] = 5 }
                return WeightTensor(
                    name: layer.tensorName(tensor), shape: Array([a, b, c, d].prefix(rank)), values: values)
            }
        }
        let classes = (0..<3).map {
            ClassEntry(
                labelID: 7 + $0, name: "class \($0)", red: 0, green: 0, blue: 0, isThing: false, semanticChannel: $0,
                seedChannel: nil)
        }
        let table = ClassTable(classes: classes, someThingChannel: nil)
        let file = try ConvertedModel(architecture: architecture, table: table, tensors: tensors).encoded(.float32)
        return Predictor(try file.withUnsafeBytes { try Model.load(bytes: $0) }, threads: 1)
    }

    private func picture(_ width: Int, _ height: Int) throws -> Picture {
        try Picture(width: width, height: height, pixels: [UInt8](repeating: 100, count: 3 * width * height))
    }

    /// Pictures in turn wide and high go through one session that is large enough for both.
    @Test func keepsTheLargerOfBothSides() throws {
        let predictor = try predictor(winner: 0)
        let wide = try predictor.session(width: 64, height: 16)
        #expect(wide.maxWidth == 64 && wide.maxHeight == 16)
        let both = try predictor.session(width: 16, height: 64)
        #expect(both.maxWidth == 64 && both.maxHeight == 64)
        for (width, height) in [(64, 16), (16, 64), (64, 64), (8, 8)] {
            #expect(try predictor.session(width: width, height: height) === both)
        }
    }

    @Test func givesClassesWhereTheyAreWanted() throws {
        for winner in 0..<3 {
            let predictor = try predictor(winner: winner)
            let outputs = try predictor.outputs(picture(24, 16))
            #expect(outputs.width == 24 && outputs.height == 16 && outputs.semantic.count == 3 * 24 * 16)
            #expect(outputs.instance.isEmpty)
            let prediction = try predictor.segment(outputs, withClasses: true)
            #expect(prediction.classes == [UInt8](repeating: UInt8(winner), count: 24 * 16))
            #expect(prediction.panoptic == [UInt32](repeating: UInt32(7 + winner), count: 24 * 16))
            let plain = try predictor.segment(outputs)
            #expect(plain.classes.isEmpty && plain.panoptic == prediction.panoptic)
        }
    }
}
