import Images
import PanSECB
import Predictions
import Testing

@Suite struct PredictorTests {
    private func predictor(winner: Int) throws -> Predictor {
        Predictor(try FlatModel.make(winner: winner), threads: 1)
    }

    private func picture(_ width: Int, _ height: Int) throws -> Picture {
        try Picture(width: width, height: height, pixels: [UInt8](repeating: 100, count: 3 * width * height))
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

    /// Whatever the network sees, the result has the picture's size; outputs have that of the network.
    @Test func scalesPicturesAndResults() throws {
        let model = try FlatModel.make(winner: 1, trained: (width: 32, height: 16)), picture = try picture(64, 32)
        let scaled = Predictor(model, threads: 1, size: .automatic)
        let prediction = try scaled.segment(picture)
        #expect(prediction.width == 64 && prediction.height == 32 && prediction.seen == (32, 16))
        #expect(prediction.isScaled && prediction.panoptic == [UInt32](repeating: 8, count: 64 * 32))
        #expect(prediction.segments.map(\.area) == [64 * 32])
        let outputs = try scaled.outputs(picture)
        #expect(outputs.width == 32 && outputs.height == 16)
        #expect(try scaled.segment(outputs).seen == (32, 16))
        let plain = try Predictor(model, threads: 1).segment(picture)
        #expect(!plain.isScaled && plain.seen == (64, 32))
    }
}
