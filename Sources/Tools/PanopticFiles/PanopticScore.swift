import Datasets
import Evaluation

/// The panoptic quality of a prediction, both sides in the panoptic format: the numbers of cityscapesScripts'
/// evalPanopticSemanticLabeling.
public struct PanopticScore: Sendable {
    /// Those of the truth, by id.
    public let categories: [PanopticFile.Category]
    public let images: Int
    /// By id of the category.
    public let quality: PanopticQuality

    /// Reads all images that the truth has; images that only the prediction has do not count. A thread holds one pair
    /// of maps at a time.
    /// - Parameters: `threads` and `finished` as of `ConcurrentWork.map`.
    public init(truth: PanopticFolder, prediction: PanopticFolder, threads: Int = 0, finished: () -> Void = {}) throws {
        categories = try PanopticScore.categories(truth)
        let ids = Set(categories.map(\.id))
        let sizes = PanopticScore.sizes(truth)
        for annotation in truth.file.annotations where prediction.annotations[annotation.imageID] == nil {
            throw PanopticFileError(
                .inconsistent, prediction.path, "no annotation of the image \(annotation.imageID)",
                fix: "Each image of \(truth.path) needs one; without segments is allowed")
        }
        let each = try ConcurrentWork.map(truth.file.annotations, threads: threads, finished: { _ in finished() }) {
            annotation in
            try PanopticScore.quality(
                annotation, truth: truth, prediction: prediction, categories: ids, size: sizes[annotation.imageID])
        }
        images = each.count
        quality = each.reduce(into: PanopticQuality()) { $0.add($1) }
    }

    /// Mean over all classes that occur, or those that are things or not.
    public func mean(things: Bool? = nil) -> PanopticQuality.Mean {
        quality.mean(of: categories.filter { things == nil || $0.isThing.isSet == things }.map(\.id))
    }

    private static func quality(
        _ annotation: PanopticFile.Annotation, truth: PanopticFolder, prediction: PanopticFolder,
        categories: Set<Int>,
        size: PanopticFile.Image?
    ) throws -> PanopticQuality {
        let predicted = prediction.annotations[annotation.imageID]!
        let trueMap = try truth.map(annotation, categories: categories, isTruth: true)
        let map = try prediction.map(predicted, categories: categories, isTruth: false)
        if let size, size.width != trueMap.width || size.height != trueMap.height {
            throw PanopticFileError(
                .inconsistent, trueMap.path,
                "\(trueMap.height)x\(trueMap.width) pixels, for an image of \(size.height)x\(size.width) in "
                    + "\(truth.path)"
            )
        }
        guard map.width == trueMap.width, map.height == trueMap.height else {
            throw PanopticFileError(
                .inconsistent, map.path,
                "\(map.height)x\(map.width) pixels, where the truth has \(trueMap.height)x\(trueMap.width)",
                fix: "Maps have the size of the image: \(trueMap.path)")
        }
        var quality = PanopticQuality()
        quality.add(
            Overlap(truth: trueMap.runs, prediction: map.runs), truth: truth.segments(annotation),
            prediction: prediction.segments(predicted))
        return quality
    }

    private static func categories(_ truth: PanopticFolder) throws -> [PanopticFile.Category] {
        guard let categories = truth.file.categories, !categories.isEmpty else {
            throw PanopticFileError(
                .damaged, truth.path, "\"categories\" are missing", fix: "They are those of the ground truth")
        }
        let sorted = categories.sorted { $0.id < $1.id }
        for (category, next) in zip(sorted, sorted.dropFirst()) where category.id == next.id {
            throw PanopticFileError(.inconsistent, truth.path, "two categories have the id \(category.id)")
        }
        return sorted
    }

    private static func sizes(_ truth: PanopticFolder) -> [ImageID: PanopticFile.Image] {
        Dictionary((truth.file.images ?? []).map { ($0.id, $0) }) { first, _ in first }
    }
}
