import ArgumentParser
import Checkpoints
import Foundation
import PanSECB
import Support

struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print what a .pansecb weight file is: network, classes, licence, tensors.",
        discussion: """
            EXAMPLES
              pansecb info model.pansecb
              pansecb info model.pansecb --tensors
              pansecb info model.pansecb --json
            """)

    @Argument(help: "The weight file.", completion: .file(extensions: ["pansecb"]))
    var model: String

    @Flag(help: "List each tensor.")
    var tensors = false

    @Flag(help: "Print JSON, with every tensor.")
    var json = false

    func run() throws {
        let file = model
        let model = try Model.load(path: file)
        let listing = try WeightFileListing(file: file)
        let description = ModelDescription(file: file, model, listing)
        StandardStreams.print(json ? try JSONText.of(description) : description.text(tensors: tensors))
    }
}

/// What `info` prints.
private struct ModelDescription: Encodable {
    let file: String
    let facts: ModelFacts
    let precision: String
    let weights: Int
    let listing: WeightFileListing

    init(file: String, _ model: Model, _ listing: WeightFileListing) {
        self.file = file
        facts = ModelFacts(model)
        precision = listing.precision
        weights = listing.tensors.reduce(0) { $0 + $1.shape.reduce(1, *) }
        self.listing = listing
    }

    private enum Key: String, CodingKey {
        case file, precision, weights, listing
    }

    /// The facts stand beside the rest.
    func encode(to encoder: any Encoder) throws {
        try facts.encode(to: encoder)
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(file, forKey: .file)
        try fields.encode(precision, forKey: .precision)
        try fields.encode(weights, forKey: .weights)
        try fields.encode(listing, forKey: .listing)
    }

    func text(tensors: Bool) -> String {
        let width = facts.trainedWidth, height = facts.trainedHeight, thresholds = facts.thresholds
        let trained = width > 0 && height > 0 ? "\(width) wide, \(height) high" : "not known"
        var lines = [
            "file         \(file)",
            "network      \(facts.network.text)",
            "weights      \(weights) in \(listing.tensors.count) tensors, \(precision)",
            "bytes        \(listing.bytes), format \(listing.formatVersion), "
                + "checksum \(String(listing.checksum, radix: 16))",
            "trained size \(trained)",
            "licence      \(facts.licence.isEmpty ? "not given" : facts.licence.printable)",
            "source       \(facts.source.isEmpty ? "not given" : facts.source.printable)",
        ]
        if facts.network.things > 0 {
            lines += [
                "objects      seed > \(thresholds.seed), mask > \(thresholds.mask), claim > \(thresholds.claim), "
                    + "unclaimed share > \(thresholds.unclaimedShare), pixels > \(thresholds.minPixels)",
                "merge        \(facts.merge)",
            ]
        }
        lines += [
            "classes      \(facts.classes.count)",
            row("id", "colour", "kind", "semantic", "seed", "name"),
        ]
        lines += facts.classes.map { entry in
            row(
                "\(entry.id)", "#" + entry.color.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(),
                entry.thing ? "thing" : "stuff",
                entry.semantic.map { "\($0)" } ?? "-", entry.seed.map { "\($0)" } ?? "-", entry.name.printable)
        }
        if let channel = facts.someThingChannel { lines.append("semantic channel \(channel): some thing") }
        if tensors {
            lines.append("tensors")
            lines += listing.tensors.map { "  \($0.name.printable) \($0.shape) \($0.precision)" }
        }
        return lines.joined(separator: "\n")
    }

    private func row(_ cells: String...) -> String {
        let widths = [8, 8, 6, 9, 5, 0]
        return "  " + zip(cells, widths).map { TextTable.padded($0, $1) }.joined(separator: " ")
    }
}
