import Evaluation
import Foundation
import PanopticFiles
import Support

/// The result of `pq` as people read it, and as `--json` prints it. Qualities are shares of 1 in JSON, per cent in the
/// table.
struct PQTable: Encodable {
    struct Quality: Encodable {
        let pq: Double, sq: Double, rq: Double
        /// Classes that occur in truth or prediction.
        let n: Int

        init(_ mean: PanopticQuality.Mean) { (pq, sq, rq, n) = (mean.pq, mean.sq, mean.rq, mean.classes) }
    }

    struct Class: Encodable {
        let name: String
        let isthing: YesOrNo
        let pq: Double, sq: Double, rq: Double
        let tp: Int, fp: Int, fn: Int

        init(_ category: PanopticFile.Category, _ counts: PanopticQuality.Counts) {
            (name, isthing) = (category.name, category.isThing)
            (pq, sq, rq) = (counts.pq, counts.sq, counts.rq)
            (tp, fp, fn) = (counts.truePositives, counts.falsePositives, counts.falseNegatives)
        }

        var occurs: Bool { tp + fp + fn > 0 }
    }

    /// The official tool's names, so that what reads its results reads these.
    private enum CodingKeys: String, CodingKey {
        case all = "All"
        case things = "Things"
        case stuff = "Stuff"
        case classes = "per_class"
        case images
    }

    let all: Quality, things: Quality, stuff: Quality
    /// By id of the category.
    let classes: [String: Class]
    let images: Int
    private let order: [String]

    init(_ score: PanopticScore) {
        all = Quality(score.mean())
        things = Quality(score.mean(things: true))
        stuff = Quality(score.mean(things: false))
        images = score.images
        order = score.categories.map { "\($0.id)" }
        classes = Dictionary(
            uniqueKeysWithValues: score.categories.map { category in
                ("\(category.id)", Class(category, score.quality.categories[category.id] ?? PanopticQuality.Counts()))
            })
    }

    var text: String {
        var rows = [["PQ", "SQ", "RQ", "N", "TP", "FP", "FN", "\(images) images"]]
        for (name, q) in [("All", all), ("Things", things), ("Stuff", stuff)] {
            rows.append([percent(q.pq), percent(q.sq), percent(q.rq), "\(q.n)", "", "", "", name])
        }
        for c in order.compactMap({ classes[$0] }) {
            let qualities = c.occurs ? [c.pq, c.sq, c.rq].map(percent) : ["-", "-", "-"]
            rows.append(qualities + ["", "\(c.tp)", "\(c.fp)", "\(c.fn)", c.name])
        }
        return TextTable.lines(rows).joined(separator: "\n")
    }

    private func percent(_ share: Double) -> String { String(format: "%.1f", 100 * share) }
}
