import Foundation

/// How much of a data set each class has, and the class weights that follow: 1 / ln(1.1 + share), as in ENet (Paszke et
/// al., 2016). A share is a class's pixels over all pixels, void included.
public struct ClassShares: Equatable, Sendable {
    /// Of all pictures.
    public private(set) var pixels = 0
    /// Of each semantic channel; the last is void.
    public private(set) var semanticPixels: [Int]
    /// For each thing the pixels of each of its objects, in no order. Crowds do not count.
    public private(set) var objectPixels: [[Int]]

    /// Of nothing yet.
    public init(_ classes: TrainingClasses) {
        semanticPixels = Array(repeating: 0, count: classes.semanticChannels)
        objectPixels = Array(repeating: [], count: classes.things.count)
    }

    /// Of one picture, decoded for the same classes.
    public init(_ classes: TrainingClasses, _ targets: Targets) {
        self.init(classes)
        pixels = targets.semantic.count
        for channel in targets.semantic { semanticPixels[Int(channel)] += 1 }
        for object in targets.objects { objectPixels[object.thing].append(object.pixels) }
    }

    /// Of all samples; reads their labels, not their pictures. Throws at the first that cannot be read.
    /// - Parameters: as of `ConcurrentWork.map`.
    public init(
        _ classes: TrainingClasses, of samples: [CityscapesSample], threads: Int = 0,
        finished: (CityscapesSample) -> Void = { _ in }
    ) throws {
        self.init(classes)
        let each = try ConcurrentWork.map(samples, threads: threads, finished: finished) {
            ClassShares(classes, classes.targets(of: try $0.instanceIDs()))
        }
        each.forEach { add($0) }
    }

    /// - Parameter other: of the same classes.
    public mutating func add(_ other: ClassShares) {
        pixels += other.pixels
        for (channel, count) in other.semanticPixels.enumerated() { semanticPixels[channel] += count }
        for (thing, objects) in other.objectPixels.enumerated() { objectPixels[thing] += objects }
    }

    /// Share of each semantic channel, 0 ... 1.
    public var semanticShares: [Double] { semanticPixels.map(share) }

    /// Share of each thing's objects, 0 ... 1.
    public var objectShares: [Double] { objectPixels.map { share($0.reduce(0, +)) } }

    /// Weight of each semantic channel in the cross entropy; void has 0.
    /// - Parameter balance: what is added to a share before its logarithm is taken; the nearer to 1, the more rare
    ///   classes weigh.
    public func semanticWeights(balance: Double = ClassShares.usualBalance) -> [Float] {
        semanticShares.dropLast().map { ClassShares.weight($0, balance) } + [0]
    }

    /// Weight of each thing's objects in the seed loss.
    public var seedWeights: [Float] { objectShares.map { ClassShares.weight($0, ClassShares.usualBalance) } }

    /// The middle size of each thing's objects in pixels, of an even number the mean of both middle ones; nil: there is
    /// no object.
    public var medianObjectPixels: [Double?] {
        objectPixels.map { sizes in
            guard !sizes.isEmpty else { return nil }
            let sorted = sizes.sorted(), middle = sorted.count / 2
            return sorted.count % 2 == 1 ? Double(sorted[middle]) : Double(sorted[middle - 1] + sorted[middle]) / 2
        }
    }

    private func share(_ count: Int) -> Double { pixels == 0 ? 0 : Double(count) / Double(pixels) }

    public static let usualBalance = 1.1

    private static func weight(_ share: Double, _ balance: Double) -> Float { Float(1 / log(balance + share)) }
}
