import Foundation

/// What a training does: the settings of a configuration file (JSON or YAML), whose names have underscores, e.g.
/// `learning_rate`.
public struct TrainingConfiguration: Codable, Equatable, Sendable {
    static let mostEpochs = 100_000
    /// Of all splits; the list of an epoch is kept in memory.
    static let mostSamples = 4_000_000

    public var network = Network()
    /// Folder of the data set in Cityscapes' layout; empty: that of CITYSCAPES_DIR.
    public var data = ""
    /// JSON file of the classes; empty: Cityscapes'.
    public var classes = ""
    /// Folder for checkpoints and logs.
    public var output = "run"
    /// What an epoch draws from.
    public var train = [Source(split: "train")]
    public var validation = Validation()

    /// Starts from a checkpoint of the whole network, or of its encoder alone; empty: from random weights.
    public var start = ""
    /// Weight file of a network that tells what it sees in each crop; empty: none.
    public var teacher = ""
    public var seed: UInt64 = 0
    /// 0: one for each processor. Results don't depend on it.
    public var threads = 0

    public var epochs = 100
    public var batch = 4
    /// Batches that are added up for one step of the optimiser.
    public var accumulate = 1
    /// What the processes of `mpirun` share: the batches of a step, or the samples of each batch.
    public var share = Share.batches
    /// Height and width of the crops, multiples of 8.
    public var crop = [512, 512]
    public var augmentation = Augmentation()

    public var learningRate = 5e-4
    /// When the learning rate falls: `epoch` or `step`.
    public var schedule = Schedule.epoch
    /// Epochs over which the learning rate rises from 0, before it falls.
    public var warmup = 0.0
    /// L2 regularisation.
    public var decay = 1e-4
    /// Batch normalisation keeps its running statistics.
    public var freezeStatistics = false
    public var dropout = true
    public var loss = Loss()
    /// Moving average of the weights, which is what is validated and kept: share of the old average at each step; 0:
    /// none.
    public var average = 0.0

    /// Which validation picks the best checkpoint: `gaussian_iou` or `miou` or `pq`. Networks without objects have only
    /// `miou`, which then is the default; those without classes don't have it.
    public var best = Measure.gaussianIoU
    /// Ends after so many epochs without a better checkpoint; 0: never.
    public var patience = 0
    /// Epochs between pictures in the log; 0: none.
    public var pictures = 5

    public struct Source: Codable, Equatable, Sendable {
        public var split = "train"
        /// Samples drawn in an epoch; 0: each picture once.
        public var samples = 0
        /// False: pictures without labels, of which the teacher tells what they show.
        public var labels = true

        public init(split: String = "train", samples: Int = 0, labels: Bool = true) {
            self.split = split
            self.samples = samples
            self.labels = labels
        }
    }

    public struct Validation: Codable, Equatable, Sendable {
        public var split = "val"
        /// Pictures, spread over the split; 0: all.
        public var images = 0
        /// Epochs from one validation to the next; 0: none.
        public var every = 1
        /// Whether panoptic quality is computed too.
        public var pq = false
    }

    public struct Augmentation: Codable, Equatable, Sendable {
        /// Share of mirrored samples.
        public var flip = 0.5
        /// Range of the scale; crops that don't fit make it larger. [1, 1]: none.
        public var scale = [1.0, 1.0]
        /// Largest change of brightness, contrast and saturation as a share; 0: none.
        public var colour = 0.0
        /// Largest power of the brightness curve; its inverse is the smallest. 1: none.
        public var gamma = 1.0
        /// Largest change of red, green and blue, each on its own, as a share; 0: none.
        public var tint = 0.0
        /// Largest share of white light over the picture, which falls to none at the opposite edge; 0: none.
        public var haze = 0.0
        /// Share of crops that are centred near an object, so that rare ones are seen.
        public var onObject = 0.0
    }

    public struct Loss: Codable, Equatable, Sendable {
        /// Share of the teacher in what a labelled pixel should be; unlabelled ones have only the teacher.
        public var teacher = 0.5
        /// Of Lovasz softmax, which is added to the cross entropy of the classes.
        public var semanticLovasz = 0.0
        public var lovasz = 1.0
        public var variance = 10.0
        public var seed = 1.0
        public var pullsToCentre = true
        /// Class weights: `measured` from the training data (ENet), or the published `cityscapes-crops`,
        /// `cityscapes-fine`.
        public var weights = Weights.measured
        /// Of measured semantic weights, 1 / ln(balance + share): the nearer to 1, the more rare classes weigh.
        public var balance = 1.1
        /// Whether seeds learn to be 0 on pixels of unknown class and of crowds, as in the reference. Such pixels may
        /// belong to objects.
        public var seedsOnVoid = true
    }

    public enum Weights: String, CaseIterable, Codable, Sendable {
        case measured
        case cityscapesCrops = "cityscapes-crops"
        case cityscapesFine = "cityscapes-fine"
    }

    public enum Schedule: String, Codable, Sendable { case epoch, step }

    public enum Measure: String, CaseIterable, Codable, Sendable {
        case gaussianIoU = "gaussian_iou"
        case miou, pq
    }

    public init() {}
}

extension TrainingConfiguration {
    /// As checkpoints have it.
    var encoded: Any? {
        (try? JSONEncoder().encode(self)).flatMap { try? JSONSerialization.jsonObject(with: $0) }
    }

    /// The settings in which two differ, as text.
    static func differences(_ a: TrainingConfiguration, _ b: TrainingConfiguration) -> String {
        func lines(_ configuration: TrainingConfiguration) -> [Substring] {
            ConfigurationFile.text(configuration).split(separator: "\n")
        }
        let other = Set(lines(b))
        return lines(a).filter { !other.contains($0) }.map { $0.trimmingPrefix { $0 == " " }.replacing(",", with: "") }
            .joined(separator: ", ")
    }
}
