import Datasets
import Foundation
import Images
import PanSECB

/// Labels of a split in Cityscapes' layout as files in the panoptic format: what cityscapesScripts' createPanopticImgs
/// makes of them.
public struct PanopticConversion: Sendable {
    /// The JSON file; the PNG files are in a folder beside it, named like it.
    public let path: String
    public let folder: String
    public let labels: [LabelFile]
    private let categories: LabelCategories

    /// - Parameters:
    ///   - output: nil: the folder of the labels, where Cityscapes has them.
    ///   - classes: nil: those of Cityscapes. Labels of other classes are void.
    ///   - trainIDs: categories are train ids instead of label ids.
    public init(
        _ source: LabelFolder, split: String, output: String? = nil, classes: TrainingClasses? = nil,
        trainIDs: Bool = false
    ) throws {
        labels = try source.labels(of: split)
        folder = ((output ?? source.path) as NSString).appendingPathComponent(
            "cityscapes_panoptic_\(split)\(trainIDs ? "_trainId" : "")")
        path = folder + ".json"
        categories = LabelCategories(classes, trainIDs: trainIDs)
    }

    /// Writes the PNG files, and the JSON file when they are all there.
    /// - Parameters: `threads` and `finished` as of `ConcurrentWork.map`.
    public func write(threads: Int = 0, finished: (LabelFile) -> Void = { _ in }) throws -> PanopticFile {
        do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
            throw PanopticFileError(
                .cannotWrite, folder, "the folder cannot be made", fix: "Choose another with --output")
        }
        let each = try ConcurrentWork.map(labels, threads: threads, finished: finished) { try convert($0) }
        let file = PanopticFile(images: each.map(\.0), annotations: each.map(\.1), categories: categories.list)
        try file.write(to: path)
        return file
    }

    private func convert(_ label: LabelFile) throws -> (PanopticFile.Image, PanopticFile.Annotation) {
        let map = try label.instanceIDs()
        let segments = try segments(map, label)
        let annotation = PanopticFile.Annotation(
            imageID: .name(label.name), fileName: "\(label.name)_gtFine_panoptic.png", segments: segments)
        try picture(map, Set(segments.map(\.id))).writePNG(
            to: (folder as NSString).appendingPathComponent(annotation.fileName))
        let image = PanopticFile.Image(
            id: annotation.imageID, width: map.width, height: map.height,
            fileName: "\(label.name)_gtFine_leftImg8bit.png")
        return (image, annotation)
    }

    private func segments(_ map: LabelMap16, _ file: LabelFile) throws -> [PanopticFile.Segment] {
        try SegmentExtents(map).extents.sorted { $0.key < $1.key }.compactMap { id, extent in
            let label = PanopticID(id).label
            if let known = categories.known, !known.contains(label) {
                throw PanopticFileError(
                    .inconsistent, file.path, "the id \(id), which is no label of Cityscapes",
                    fix:
                        "Its labels go from \(known.lowerBound) to \(known.upperBound); "
                        + "name other classes with --classes"
                )
            }
            guard let category = categories.category(ofLabel: label) else { return nil }
            // A thing's bare id: objects that nobody told apart.
            let isCrowd = category.isThing.isSet && !PanopticID(id).isObject
            return PanopticFile.Segment(
                id: Int(id), category: category.id, area: extent.area, box: extent.box, isCrowd: YesOrNo(isCrowd))
        }
    }

    /// Ids as colours; void is black.
    private func picture(_ map: LabelMap16, _ segments: Set<Int>) throws -> Picture {
        var isSegment = [Bool](repeating: false, count: 1 << 16)
        for id in segments { isSegment[id] = true }
        let pixels = [UInt8](unsafeUninitializedCapacity: 3 * map.labels.count) { pixels, count in
            count = 3 * map.labels.count
            for (index, label) in map.labels.enumerated() {
                let id = isSegment[Int(label)] ? label : 0
                pixels[3 * index] = UInt8(truncatingIfNeeded: id)
                pixels[3 * index + 1] = UInt8(truncatingIfNeeded: id >> 8)
                pixels[3 * index + 2] = 0
            }
        }
        return try Picture(width: map.width, height: map.height, pixels: pixels)
    }
}
