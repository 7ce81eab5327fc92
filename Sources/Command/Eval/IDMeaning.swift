import Evaluation
import Images
import PanSECB

/// What ids of pixels mean to a model.
struct IDMeaning {
    private let classOfLabel: [Int: Int]
    private let isThing: [Bool]

    /// - Parameter otherLabels: further label ids, with those of classes that they count for.
    init(_ classes: [ClassEntry], otherLabels: [Int: Int] = [:]) {
        let own = Dictionary(classes.enumerated().map { ($1.labelID, $0) }) { first, _ in first }
        classOfLabel = own.merging(otherLabels.compactMapValues { own[$0] }) { first, _ in first }
        isThing = classes.map(\.isThing)
    }

    /// Number of classes.
    var classes: Int { isThing.count }

    /// Number of the class; nil: void, or a class that the model does not know.
    func classIndex(of id: UInt32) -> Int? { classOfLabel[PanopticID(id).label] }

    /// The segments of a map. In the truth, a thing's bare id is a group that nobody told apart.
    func segments(of ids: Set<UInt32>, isTruth: Bool) -> [PanopticQuality.Segment] {
        ids.sorted().compactMap { id in
            classIndex(of: id).map {
                .init(id: id, category: $0, isCrowd: isTruth && !PanopticID(id).isObject && isThing[$0])
            }
        }
    }

    func add(truth: [UInt32], prediction: [UInt32], to confusion: inout ConfusionMatrix) {
        var start = 0
        while start < truth.count {
            var end = start + 1
            while end < truth.count, truth[end] == truth[start], prediction[end] == prediction[start] { end += 1 }
            confusion.add(
                truth: classIndex(of: truth[start]), prediction: classIndex(of: prediction[start]), count: end - start)
            start = end
        }
    }
}
