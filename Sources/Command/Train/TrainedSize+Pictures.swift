import Datasets
import Training

extension TrainedSize {
    /// Of the labelled pictures that a training draws from. Splits of crops tell nothing of the pictures that they were
    /// cut out of: they do not count. Nil where there are no others.
    init?(of configuration: TrainingConfiguration, _ folder: CityscapesFolder) throws {
        var pictures: [TrainedSize: Double] = [:]
        for source in configuration.train where source.labels && !ObjectCrops.isSplit(source.split) {
            let samples = try folder.samples(of: source.split)
            let draws = source.samples == 0 ? 1 : Double(source.samples) / Double(max(samples.count, 1))
            // Of a file that cannot be read the training tells in its turn.
            for info in samples.compactMap({ try? $0.labelInfo() }) {
                pictures[TrainedSize(width: info.width, height: info.height), default: 0] += draws
            }
        }
        self.init(of: pictures, configuration)
    }
}
