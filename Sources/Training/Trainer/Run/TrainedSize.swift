import Checkpoints
import Foundation
import PanSECB

/// The size of whole pictures at which a network was trained, which is where it does best. Crops have the pictures'
/// scale: their own size does not matter.
public struct TrainedSize: Codable, Hashable, Sendable {
    public var width: Int
    public var height: Int

    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// The most frequent size of the pictures where the training's scales include 1; otherwise that size times the
    /// middle of the scales. Nil where there are no pictures.
    /// - Parameter pictures: how often each size is drawn.
    public init?(of pictures: [TrainedSize: Double], _ configuration: TrainingConfiguration) {
        let order = pictures.sorted {
            ($0.value, $0.key.width, $0.key.height) > ($1.value, $1.key.width, $1.key.height)
        }
        guard let own = order.first?.key, own.width > 0, own.height > 0 else { return nil }
        let scale = configuration.augmentation.scale, crop = configuration.crop
        // As the augmenter has it: crops that don't fit make the scale larger.
        let smallest = max(scale[0], Double(crop[0]) / Double(own.height), Double(crop[1]) / Double(own.width)),
            largest = max(smallest, scale[1])
        let factor = (smallest...largest).contains(1) ? 1 : (smallest + largest) / 2
        func scaled(_ side: Int) -> Int { min(max(1, Int((Double(side) * factor).rounded())), TrainedSize.most) }
        self.init(width: scaled(own.width), height: scaled(own.height))
    }

    /// What a checkpoint of a training says; nil where it says nothing, or nothing legal.
    public init?(of checkpoint: Checkpoint) {
        struct State: Decodable {
            let trainedSize: TrainedSize
        }
        guard let text = checkpoint.metadata[TrainingCheckpoint.key],
            let size = try? JSONDecoder().decode(State.self, from: Data(text.utf8)).trainedSize,
            (1...TrainedSize.most).contains(size.width), (1...TrainedSize.most).contains(size.height)
        else { return nil }
        self = size
    }

    /// Of a side.
    private static let most = 16384
}
