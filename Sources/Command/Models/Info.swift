import ArgumentParser
import CPanSECB
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
    struct Class: Encodable {
        let id: Int
        let name: String
        let color: [UInt8]
        let thing: Bool
        let semantic: Int?
        let seed: Int?
    }

    struct Thresholds: Encodable {
        let seed: Float
        let mask: Float
        let claim: Float
        let unclaimedShare: Float
        let minPixels: UInt32
    }

    let file: String
    let network: ConversionReport.Network
    let trainedWidth: Int
    let trainedHeight: Int
    let licence: String
    let source: String
    let precision: String
    let weights: Int
    let classes: [Class]
    let thresholds: Thresholds
    let merge: String
    let listing: WeightFileListing

    init(file: String, _ model: Model, _ listing: WeightFileListing) {
        self.file = file
        network = ConversionReport.Network(model.architecture)
        trainedWidth = model.trainedWidth
        trainedHeight = model.trainedHeight
        licence = model.licence
        source = model.source
        precision = listing.precision
        weights = listing.tensors.reduce(0) { $0 + $1.shape.reduce(1, *) }
        classes = model.classes.map {
            Class(
                id: $0.labelID, name: $0.name, color: [$0.red, $0.green, $0.blue], thing: $0.isThing,
                semantic: $0.semanticChannel,
                seed: $0.seedChannel)
        }
        let defaults = model.defaults
        thresholds = Thresholds(
            seed: defaults.seed_threshold, mask: defaults.mask_threshold, claim: defaults.claim_threshold,
            unclaimedShare: defaults.unclaimed_share, minPixels: defaults.min_pixels)
        merge = ConvertedModel.Thresholds.Merge(rawValue: defaults.merge)?.name ?? "\(defaults.merge)"
        self.listing = listing
    }

    func text(tensors: Bool) -> String {
        let trained =
            trainedWidth > 0 && trainedHeight > 0 ? "\(trainedWidth) wide, \(trainedHeight) high" : "not known"
        var lines = [
            "file         \(file)",
            "network      \(network.text)",
            "weights      \(weights) in \(listing.tensors.count) tensors, \(precision)",
            "bytes        \(listing.bytes), format \(listing.formatVersion), "
                + "checksum \(String(listing.checksum, radix: 16))",
            "trained size \(trained)",
            "licence      \(licence.isEmpty ? "not given" : licence.printable)",
            "source       \(source.isEmpty ? "not given" : source.printable)",
            "objects      seed > \(thresholds.seed), mask > \(thresholds.mask), claim > \(thresholds.claim), "
                + "unclaimed share > \(thresholds.unclaimedShare), pixels > \(thresholds.minPixels)",
            "merge        \(merge)",
            "classes      \(classes.count)",
            row("id", "colour", "kind", "semantic", "seed", "name"),
        ]
        lines += classes.map { entry in
            row(
                "\(entry.id)", "#" + entry.color.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(),
                entry.thing ? "thing" : "stuff",
                entry.semantic.map { "\($0)" } ?? "-", entry.seed.map { "\($0)" } ?? "-", entry.name.printable)
        }
        if let channel = listing.someThingChannel { lines.append("semantic channel \(channel): some thing") }
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
