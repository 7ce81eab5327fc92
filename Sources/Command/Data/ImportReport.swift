import DatasetImport
import Foundation
import Support

/// What `dataset import` prints.
struct ImportReport: Encodable {
    struct Unknown: Encodable {
        let category: String
        let share: Double
    }

    let output: String
    let split: String
    let classes: String
    let written: Int
    let kept: Int
    let linked: Int
    let copied: Int
    let unlabelled: Int
    let objects: Int
    let crowds: Int
    /// Objects that became a crowd, because their class has too many in a picture.
    let overflowing: Int
    /// Shapes without a pixel.
    let hidden: Int
    let voidShare: Double
    /// Categories without a class, the most frequent first.
    let unknown: [Unknown]
    /// Shapes that are not read, by kind.
    let leftOut: [String: Int]
    let faults: [String]

    init(output: String, split: String, _ work: SplitImport, _ outcome: SplitImport.Outcome, classFile: String) {
        self.output = output
        self.split = split
        classes = classFile
        written = outcome.written
        kept = outcome.kept
        linked = outcome.linked
        copied = outcome.written - outcome.linked
        unlabelled = work.unlabelled
        let counts = outcome.counts
        objects = counts.objects
        crowds = counts.crowds
        overflowing = counts.overflowing
        hidden = counts.hidden
        let pixels = Double(max(counts.pixels, 1))
        voidShare = Double(counts.voidPixels) / pixels
        unknown = counts.unknown.map {
            Unknown(category: work.source.categories[$0].name, share: Double($1) / pixels)
        }.sorted { ($1.share, $0.category) < ($0.share, $1.category) }
        leftOut = work.source.leftOut
        faults = outcome.faults.map { "\($0)" }
    }

    var text: String {
        var lines = [
            "\(output), \(split): \(written) pictures written (\(linked) as hard links, \(copied) copied), "
                + "\(kept) were there, \(faults.count) faults"
        ]
        lines.append("classes: \(classes)")
        if written > 0 {
            lines.append("\(objects) objects, \(crowds) crowds, \(percent(voidShare)) of the pixels void")
        }
        if !unknown.isEmpty {
            lines.append(
                "categories without a class, void: "
                    + unknown.map { "\($0.category.printable) (\(percent($0.share)))" }.joined(separator: ", "))
        }
        if overflowing > 0 {
            lines.append("\(overflowing) objects beyond the 1000 of a class in a picture became crowds")
        }
        if hidden > 0 { lines.append("\(hidden) shapes have no pixel and are left out") }
        if unlabelled > 0 {
            lines.append("\(unlabelled) pictures have no labels and are left out; --background would import them")
        }
        if !leftOut.isEmpty {
            let kinds = leftOut.sorted { $0.key < $1.key }.map { "\($0.key.printable) (\($0.value))" }
            lines.append("not read: " + kinds.joined(separator: ", "))
        }
        return lines.joined(separator: "\n")
    }

    private func percent(_ share: Double) -> String { String(format: "%.3f %%", 100 * share) }
}
