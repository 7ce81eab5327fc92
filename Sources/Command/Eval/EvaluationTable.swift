import Evaluation
import Foundation
import PanSECB
import Predictions

/// The result of an evaluation as people read it, and as `--json` prints it. Qualities are shares of 1 in JSON, per
/// cent in the table.
struct EvaluationTable: Encodable {
    struct Quality: Encodable {
        let pq: Double, sq: Double, rq: Double
        /// Classes that occur in truth or prediction.
        let classes: Int
    }

    struct Class: Encodable {
        let id: Int
        let name: String
        let thing: Bool
        /// Nil where the class occurs neither in truth nor in prediction.
        let pq: Double?, sq: Double?, rq: Double?
        let truePositives: Int, falsePositives: Int, falseNegatives: Int
        /// Nil where the truth has no pixel of it.
        let iou: Double?
    }

    struct Milliseconds: Encodable {
        /// Medians.
        let network: Double, clustering: Double, total: Double
    }

    struct Picture: Encodable {
        let name: String
        let pq: Double
    }

    let model: String, data: String, split: String
    /// Whether the network finds objects. Without, all of a thing's pixels are one segment.
    let tellsObjectsApart: Bool
    let images: Int
    let oracle: [String]
    let flip: Bool
    let merge: String
    /// At which the network saw the images: `automatic`, `image`, `trained`, or height and width.
    let size: String
    /// Images that it saw at another size than their own.
    let scaledImages: Int
    /// Images in which --max-attempts ended the search for objects.
    let cutShortImages: Int
    let all: Quality, things: Quality, stuff: Quality
    let miou: Double?, accuracy: Double?
    let classes: [Class]
    /// [true class][predicted class, and none]; pixels.
    let confusion: [[Int]]
    let milliseconds: Milliseconds?
    let pictures: [Picture]
    /// What is to be said of the network; nil: nothing.
    let note: String?
    /// Thresholds that were tried, if any.
    let search: [ThresholdSearch.Curve]

    init(
        _ result: EvaluationResult, model: String, data: String, split: String, oracle: [String], flip: Bool,
        merge: String, size: InputSize, search: [ThresholdSearch.Curve]
    ) {
        self.model = model
        self.data = data
        self.split = split
        self.oracle = oracle
        self.flip = flip
        self.merge = merge
        self.size = "\(size)"
        scaledImages = result.scaled
        cutShortImages = result.cutShort
        self.search = search
        images = result.pictures.count
        tellsObjectsApart = result.kind.hasObjects
        note =
            tellsObjectsApart
            ? nil
            : "\(result.kind.name) tells no objects apart: all pixels of a class are one segment, of things too"
        func quality(_ mean: PanopticQuality.Mean) -> Quality {
            Quality(pq: mean.pq, sq: mean.sq, rq: mean.rq, classes: mean.classes)
        }
        all = quality(result.mean())
        things = quality(result.mean(things: true))
        stuff = quality(result.mean(things: false))
        miou = result.confusion.meanIoU
        accuracy = result.confusion.accuracy
        classes = result.classes.enumerated().map { index, entry in
            let counts = result.quality.categories[index]
            return Class(
                id: entry.labelID, name: entry.name, thing: entry.isThing, pq: counts?.pq, sq: counts?.sq,
                rq: counts?.rq,
                truePositives: counts?.truePositives ?? 0, falsePositives: counts?.falsePositives ?? 0,
                falseNegatives: counts?.falseNegatives ?? 0, iou: result.confusion.iou(index))
        }
        let columns = result.classes.count + 1
        confusion = (0..<result.classes.count).map { Array(result.confusion.counts[$0 * columns..<($0 + 1) * columns]) }
        milliseconds =
            result.total.isEmpty
            ? nil
            : Milliseconds(
                network: EvaluationTable.median(result.network), clustering: EvaluationTable.median(result.clustering),
                total: EvaluationTable.median(result.total))
        pictures = result.pictures.map { Picture(name: $0.name, pq: $0.pq) }
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    var text: String {
        var lines = [row("", "PQ", "SQ", "RQ", "TP", "FP", "FN", "IoU")]
        for (name, q) in [("all", all), ("things", things), ("stuff", stuff)] {
            lines.append(row("\(name) (\(q.classes))", percent(q.pq), percent(q.sq), percent(q.rq)))
        }
        for c in classes {
            lines.append(
                row(
                    c.name, percent(c.pq), percent(c.sq), percent(c.rq), "\(c.truePositives)", "\(c.falsePositives)",
                    "\(c.falseNegatives)",
                    percent(c.iou)))
        }
        lines.append(
            "mean IoU \(percent(miou)), pixels of the right class \(percent(accuracy)), "
                + "\(images) images" + (tellsObjectsApart ? ", merge \(merge)" : "")
        )
        if let note { lines.append(note) }
        if scaledImages > 0 { lines.append("the network saw \(sizeText)") }
        if cutShortImages > 0 {
            lines.append("objects may be missing: --max-attempts ended the search in \(cutShortImages) images")
        }
        if let m = milliseconds {
            lines.append(
                String(
                    format: "median of an image: network %.1f ms, objects and maps %.1f ms, in all %.1f ms", m.network,
                    m.clustering, m.total))
        }
        return lines.joined(separator: "\n")
    }

    /// How many images were scaled, and by which choice.
    var sizeText: String { "\(scaledImages) of \(images) images at another size than their own: size \(size)" }

    private func percent(_ share: Double?) -> String { share.map { String(format: "%.1f", 100 * $0) } ?? "-" }

    private func row(_ name: String, _ cells: String...) -> String {
        let padded = cells.map { String(repeating: " ", count: max(1, 7 - $0.count)) + $0 }.joined()
        return name.padding(toLength: max(16, name.count), withPad: " ", startingAt: 0) + padded
    }
}
