import Checkpoints
import PanSECB

/// Labelled pictures that a training or a validation reads. Any thread may load.
public struct TrainingSplit: Sendable {
    public let name: String
    /// Names of the samples, for messages.
    public let samples: [String]
    /// Width and height of each, to tell it from others of the same name, or nothing where that is not known; may be
    /// empty.
    public let sizes: [[Int]]
    /// Whether the pictures have labels; without them, only a teacher tells what they show.
    public let isLabelled: Bool
    public let load: @Sendable (Int) throws -> Augmenter.Labelled

    public init(
        name: String, samples: [String], sizes: [[Int]] = [], isLabelled: Bool = true,
        load: @escaping @Sendable (Int) throws -> Augmenter.Labelled
    ) {
        self.name = name
        self.samples = samples
        self.sizes = sizes
        self.isLabelled = isLabelled
        self.load = load
    }
}

/// The classes of a training: which channel of the network means what, and how ids become targets.
public struct ClassCoding: Sendable {
    public let table: ClassTable
    /// Ids of pixels, [height][width], to what the network should say; arguments are width, height, ids.
    public let targets: @Sendable (Int, Int, [UInt16]) throws -> Targets

    public init(table: ClassTable, targets: @escaping @Sendable (Int, Int, [UInt16]) throws -> Targets) {
        self.table = table
        self.targets = targets
    }

    /// In the order of the table.
    public var classes: [TrainedClass] {
        table.classes.map {
            TrainedClass(id: $0.labelID, name: $0.name, color: [$0.red, $0.green, $0.blue], thing: $0.isThing)
        }
    }

    /// Number of the class of a pixel's id, of instanceIds and of panoptic maps alike; nil: void. Stuff with the number
    /// of an object is void; a network without objects has no stuff, only classes.
    func classOfID(_ id: UInt32) -> Int? {
        guard let number = table.number(ofLabel: PanopticID(id).label) else { return nil }
        let isStuff = !table.classes[number].isThing && table.classes.contains(where: \.isThing)
        return isStuff && PanopticID(id).isObject ? nil : number
    }
}

/// The samples of an epoch in their order: a function of seed and epoch.
struct EpochPlan {
    struct Entry {
        var split: Int, sample: Int
    }

    let entries: [Entry]

    init(_ sources: [TrainingConfiguration.Source], _ splits: [TrainingSplit], seed: UInt64, epoch: Int) {
        var all: [Entry] = []
        for (number, source) in sources.enumerated() {
            let count = splits[number].samples.count, wanted = source.samples > 0 ? source.samples : count
            var random = RandomNumbers(seed, UInt64(epoch), UInt64(number), 1), order: [Int] = []
            // Each picture once before any comes again.
            while order.count < wanted, count > 0 { order += Array(0..<count).shuffled(using: &random) }
            all += order.prefix(wanted).map { Entry(split: number, sample: $0) }
        }
        var random = RandomNumbers(seed, UInt64(epoch), 0, 2)
        entries = all.shuffled(using: &random)
    }
}
