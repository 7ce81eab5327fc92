import Checkpoints
import Foundation
import Testing

@testable import Training

@Suite struct TrainedSizeTests {
    private func size(_ pictures: [TrainedSize: Double], scale: [Double] = [1, 1], crop: [Int] = [64, 64]) -> [Int]? {
        var configuration = TrainingConfiguration()
        (configuration.augmentation.scale, configuration.crop) = (scale, crop)
        return TrainedSize(of: pictures, configuration).map { [$0.width, $0.height] }
    }

    private let wide = TrainedSize(width: 480, height: 360), large = TrainedSize(width: 960, height: 720)

    @Test func isTheMostFrequentSize() {
        #expect(size([:]) == nil)
        #expect(size([wide: 3, large: 2]) == [480, 360])
        #expect(size([wide: 2, large: 2]) == [960, 720])
    }

    /// Scales around 1 do not count; others do by their middle, as the crops make them.
    @Test func heedsTheScale() {
        #expect(size([wide: 1], scale: [0.5, 1.5]) == [480, 360])
        #expect(size([wide: 1], scale: [0.4, 0.6]) == [240, 180])
        #expect(size([wide: 1], scale: [1.5, 2.5]) == [960, 720])
        #expect(size([wide: 1], crop: [720, 480]) == [960, 720])
        #expect(size([wide: 1], scale: [0.5, 0.5], crop: [360, 64]) == [480, 360])
    }

    /// Checkpoints tell it; what is not legal they do not tell.
    @Test func comesBackFromACheckpoint() throws {
        func read(_ metadata: String) throws -> TrainedSize? {
            let bytes = try SafetensorsWriter.encode(
                [.init(name: "a", shape: [1], values: [0])], metadata: [TrainingCheckpoint.key: metadata])
            return TrainedSize(of: try Checkpoint(file: "made up", bytes: bytes))
        }
        var progress = TrainingCheckpoint.Progress(
            configuration: TrainingConfiguration(), classes: [], data: DataIdentity([], validation: nil))
        #expect(try read(String(decoding: JSONEncoder().encode(progress), as: UTF8.self)) == nil)
        progress.trainedSize = wide
        #expect(try read(String(decoding: JSONEncoder().encode(progress), as: UTF8.self)) == wide)
        #expect(try read("{\"trainedSize\": {\"width\": 0, \"height\": 5}}") == nil)
        #expect(try read("{\"trainedSize\": {\"width\": 5, \"height\": 1000000}}") == nil)
        #expect(try read("nonsense") == nil)
    }
}
