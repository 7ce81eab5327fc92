import Images
import PanSECB

/// All of a split, read and counted: what is there, and what is wrong.
public struct DatasetSurvey: Sendable {
    public struct Size: Hashable, Sendable {
        public let height: Int
        public let width: Int
    }

    /// Samples that are whole; only these are counted.
    public private(set) var samples = 0
    /// How many there are of each size.
    public private(set) var sizes: [Size: Int] = [:]
    public private(set) var shares: ClassShares
    /// Void pixels by label id: no class has it, or its class is stuff, and the pixels have the number of an object.
    public private(set) var unknownLabels: [Int: Int] = [:]
    /// In order of their files: missing ones first, then those that cannot be read or do not fit.
    public private(set) var faults: [any Error]

    /// Reads all pictures and labels of a split. Throws only where the split itself is missing.
    /// - Parameters: `threads` and `finished` as of `ConcurrentWork.map`; `started` receives the number of samples
    ///   first.
    public init(
        _ folder: CityscapesFolder, split: String, classes: TrainingClasses, threads: Int = 0,
        started: (Int) -> Void = { _ in },
        finished: (CityscapesSample) -> Void = { _ in }
    ) throws {
        let listing = try folder.list(split)
        shares = ClassShares(classes)
        faults = listing.faults
        started(listing.samples.count)
        let each = try ConcurrentWork.map(listing.samples, threads: threads, finished: finished) { sample in
            Result { try One(sample, classes) }
        }
        for result in each {
            switch result {
            case .success(let one): add(one)
            case .failure(let fault): faults.append(fault)
            }
        }
    }

    private mutating func add(_ one: One) {
        samples += 1
        sizes[one.size, default: 0] += 1
        shares.add(one.shares)
        unknownLabels.merge(one.unknownLabels, uniquingKeysWith: +)
    }

    /// What one sample adds.
    private struct One: Sendable {
        let size: Size
        let shares: ClassShares
        var unknownLabels: [Int: Int] = [:]

        init(_ sample: CityscapesSample, _ classes: TrainingClasses) throws {
            let map = try sample.load().instanceIDs
            size = Size(height: map.height, width: map.width)
            shares = ClassShares(classes, classes.targets(of: map))
            let void = UInt8(classes.voidChannel)
            map.labels.withUnsafeBufferPointer {
                InstanceIDs.forEachRun($0) { id, _, count in
                    if classes.semanticOfID[Int(id)] == void {
                        unknownLabels[PanopticID(id).label, default: 0] += count
                    }
                }
            }
        }
    }
}
