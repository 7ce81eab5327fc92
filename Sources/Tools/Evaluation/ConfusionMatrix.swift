/// Pixels of each true class by the class that was predicted. Both are numbers of a list of classes.
public struct ConfusionMatrix: Codable, Equatable, Sendable {
    public let classes: Int
    /// [true class][predicted class]; the last column holds pixels that got no class.
    public private(set) var counts: [Int]

    public init(classes: Int) {
        self.classes = classes
        counts = [Int](repeating: 0, count: classes * (classes + 1))
    }

    /// - Parameters:
    ///   - truth: nil: void, which does not count.
    ///   - prediction: nil: no class.
    public mutating func add(truth: Int?, prediction: Int?, count: Int = 1) {
        guard let truth else { return }
        counts[truth * (classes + 1) + (prediction ?? classes)] += count
    }

    public static func += (a: inout ConfusionMatrix, b: ConfusionMatrix) {
        for i in a.counts.indices { a.counts[i] += b.counts[i] }
    }

    /// Intersection over union of a class; nil where neither truth nor prediction has a pixel of it. A class that is
    /// predicted and not there has 0, as in Cityscapes' own evaluation of pixels.
    public func iou(_ number: Int) -> Double? {
        let row = number * (classes + 1)
        let truths = counts[row...row + classes].reduce(0, +)
        let predictions = (0..<classes).reduce(0) { $0 + counts[$1 * (classes + 1) + number] }
        let both = counts[row + number], union = truths + predictions - both
        return union == 0 ? nil : Double(both) / Double(union)
    }

    /// Mean over the classes that truth or prediction have; nil where there are none.
    public var meanIoU: Double? {
        let all = (0..<classes).compactMap(iou)
        return all.isEmpty ? nil : all.reduce(0, +) / Double(all.count)
    }

    /// Share of the pixels with the right class.
    public var accuracy: Double? {
        let all = counts.reduce(0, +)
        return all == 0 ? nil : Double((0..<classes).reduce(0) { $0 + counts[$1 * (classes + 1) + $1] }) / Double(all)
    }
}
