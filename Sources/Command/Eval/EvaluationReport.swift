import CPanSECB
import Checkpoints
import Datasets
import Evaluation
import Foundation
import Images
import PanSECB
import Report
import Support

/// The page that `--report` writes: the table, and the worst and the best pictures.
struct EvaluationReport {
    let table: EvaluationTable
    let options: pansecb_options
    let run: EvaluationRun
    let pictures: Int

    /// - Parameter finished: called for each picture that is drawn.
    func write(to file: String, finished: () -> Void) throws {
        let order = table.pictures.indices.sorted { (table.pictures[$0].pq, $0) < (table.pictures[$1].pq, $1) }
        // No picture is shown twice where there are few.
        let worst = Array(order.prefix(min(pictures, (order.count + 1) / 2))),
            best = Array(order.reversed().prefix(min(pictures, order.count / 2)))
        var contents = contents()
        contents.worst = try rows(worst, finished)
        contents.best = try rows(best, finished)
        try AtomicFile.write(Array(try HTMLReport.html(contents).utf8), to: file)
    }

    /// How many pictures are drawn.
    var shown: Int { min(2 * pictures, table.pictures.count) }

    private func contents() -> ReportContents {
        let t = table, classes = run.classes
        var settings: [(String, String)] = []
        if t.tellsObjectsApart {
            settings = [
                ("Merge", t.merge), ("Seed threshold", "\(options.seed_threshold)"),
                ("Claim threshold", "\(options.claim_threshold)"),
                ("Smallest object", "\(options.min_pixels) pixels"),
            ]
        }
        if !t.oracle.isEmpty { settings.append(("From the labels", t.oracle.joined(separator: ", "))) }
        if t.scaledImages > 0 { settings.append(("Seen by the network", t.sizeText)) }
        if t.flip { settings.append(("Mirrored pictures", "averaged")) }
        let timing = t.milliseconds.map {
            [
                ("Network", milliseconds($0.network)), ("Objects and maps", milliseconds($0.clustering)),
                ("In all", milliseconds($0.total)),
            ]
        }
        func summary(_ name: String, _ q: EvaluationTable.Quality) -> ReportContents.Summary {
            .init(name: name, pq: q.pq, sq: q.sq, rq: q.rq, classes: q.classes)
        }
        // Names only: the page is made to be sent, and folders of this machine are nobody's business.
        func name(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent }
        return ReportContents(
            title: "Panoptic quality of \(name(t.model))", model: name(t.model), data: name(t.data), split: t.split,
            date: Date().formatted(.iso8601.year().month().day()), images: t.images, meanIoU: t.miou,
            accuracy: t.accuracy, note: t.note, settings: settings,
            timing: timing ?? [],
            summaries: [summary("all", t.all), summary("things", t.things), summary("stuff", t.stuff)],
            classes: zip(classes, t.classes).map { entry, c in
                .init(
                    name: c.name, red: entry.red, green: entry.green, blue: entry.blue, isThing: c.thing, pq: c.pq,
                    sq: c.sq, rq: c.rq,
                    truePositives: c.truePositives, falsePositives: c.falsePositives, falseNegatives: c.falseNegatives,
                    iou: c.iou)
            },
            confusion: .init(classes: classes.map(\.name), counts: t.confusion),
            curves: t.search.map {
                .init(parameter: $0.parameter, points: Array(zip($0.values, $0.pq)), chosen: $0.chosen)
            })
    }

    private func milliseconds(_ value: Double) -> String { String(format: "%.1f ms", value) }

    private func rows(_ numbers: [Int], _ finished: () -> Void) throws -> [ReportContents.ImageRow] {
        // Not shared: only one rank draws.
        var chosen = EvaluationRun(run.predictor, [], oracle: run.oracle, flip: run.flip, labels: run.labels)
        chosen.samples = numbers.map { run.samples[$0] }
        var rows: [ReportContents.ImageRow] = []
        _ = try chosen.run(options) { scored in
            let number = numbers[rows.count], p = scored.prediction
            let truths = run.meaning.segments(of: Set(scored.truth), isTruth: true)
            let found = run.meaning.segments(of: Set(p.panoptic), isTruth: false), classes = run.classes
            rows.append(
                .init(
                    name: scored.sample.name, pq: table.pictures[number].pq, input: scored.picture,
                    truth: try overlay(scored.picture, scored.truth, truths),
                    prediction: try overlay(scored.picture, p.panoptic, found),
                    errors: try ErrorPicture(
                        picture: scored.picture, truth: scored.truth, truths, prediction: p.panoptic, found,
                        isThing: { classes[$0].isThing })))
            finished()
        }
        return rows
    }

    private func overlay(_ picture: Picture, _ map: [UInt32], _ segments: [PanopticQuality.Segment]) throws -> Picture {
        let classes = run.classes
        return try Overlay.draw(
            picture: picture, panopticMap: map,
            segments: segments.map {
                OverlaySegment(
                    id: $0.id, classIndex: $0.category,
                    isThing: classes[$0.category].isThing && PanopticID($0.id).isObject,
                    score: .nan)
            },
            classes: classes.map { OverlayClass(name: $0.name, red: $0.red, green: $0.green, blue: $0.blue) },
            options: .init(legend: false))
    }
}
