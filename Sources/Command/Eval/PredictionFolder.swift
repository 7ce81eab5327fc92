import CPanSECB
import Checkpoints
import Datasets
import Foundation
import Images
import PanSECB
import Predictions
import Support

/// Writes predictions in the formats that official tools read:
///
///     instanceIds/SPLIT/CITY/NAME_gtFine_instanceIds.png   for csCreatePanopticImgs --dataset-folder OUT/instanceIds
///     labelIds/NAME_labelIds.png                           for csEvalPixelLevelSemanticLabeling,
///     CITYSCAPES_RESULTS=OUT/labelIds instances/NAME.txt, instances/masks/NAME_K.png       for
///     csEvalInstanceLevelSemanticLabeling, CITYSCAPES_RESULTS=OUT/instances
struct PredictionFolder {
    let root: String, split: String
    let model: Model

    init(_ root: String, split: String, _ model: Model) throws {
        self.root = root
        self.split = split
        self.model = model
        for entry in model.classes
        where entry.seedChannel != nil && entry.labelID > InstanceIDs.maxThingLabel || entry.labelID > UInt8.max {
            throw InputError(
                status: .unsupported,
                "label id \(entry.labelID) of \(entry.name): the formats of Cityscapes hold things up to "
                    + "\(InstanceIDs.maxThingLabel) and stuff up to \(UInt8.max)"
            )
        }
        for folder in ["instanceIds/\(split)", "labelIds", "instances/masks"] { try make("\(root)/\(folder)") }
    }

    func write(_ scored: EvaluationRun.Scored) throws {
        let (sample, p) = (scored.sample, scored.prediction)
        try make("\(root)/instanceIds/\(split)/\(sample.city)")
        let ids = p.panoptic.map { UInt16(truncatingIfNeeded: $0) }
        try LabelMap16(width: p.width, height: p.height, labels: ids)
            .writePNG(to: "\(root)/instanceIds/\(split)/\(sample.city)/\(sample.name)_gtFine_instanceIds.png")
        let labels = p.panoptic.map { UInt8(truncatingIfNeeded: PanopticID($0).label) }
        try LabelMap8(width: p.width, height: p.height, labels: labels).writePNG(
            to: "\(root)/labelIds/\(sample.name)_labelIds.png")
        try writeInstances(sample, p)
    }

    /// A line an object: mask, label id, score.
    private func writeInstances(_ sample: CityscapesSample, _ p: Prediction) throws {
        var lines = ""
        for (number, segment) in p.segments.filter({ $0.thing == 1 }).enumerated() {
            let mask = "masks/\(sample.name)_\(number).png"
            try LabelMap8(width: p.width, height: p.height, labels: p.panoptic.map { $0 == segment.id ? 255 : 0 })
                .writePNG(to: "\(root)/instances/\(mask)")
            lines += "\(mask) \(model.classes[Int(segment.class_index)].labelID) \(segment.score)\n"
        }
        try AtomicFile.write(Array(lines.utf8), to: "\(root)/instances/\(sample.name).txt")
    }

    private func make(_ folder: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw InputError(status: .cannotWrite, "\(folder): the folder cannot be made; choose another with --output")
        }
    }
}
