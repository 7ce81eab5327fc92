import ArgumentParser
import Datasets
import Foundation
import Support

struct Crops: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Cut a square around every object of a data set, for the first stage of training.",
        discussion: """
            Crops of the class with label id N become a split of their own, crops_N, in the layout of Cityscapes:
              leftImg8bit/crops_N/CITY/NAME_KKK_leftImg8bit.png
              gtFine/crops_N/CITY/NAME_KKK_gtFine_instanceIds.png
            CITY and NAME are those of the picture; KKK numbers its objects of the class from 000, by ascending id. \
            The square's middle is the object's mean pixel, as far as the picture's edges allow. An interrupted run \
            goes on where it was.

            EXAMPLES
              pansecb crops cityscapes
              pansecb crops cityscapes --classes 24,26 --output cityscapes-crops
              pansecb crops camvid --size 256 --classes 24,25,26
              pansecb dataset check cityscapes --split crops_26
            """)

    @Argument(help: "Folder with leftImg8bit and gtFine; without it, that of CITYSCAPES_DIR.", completion: .directory)
    var folder: String?

    @Option(help: "Side of the squares, in pixels.")
    var size = 512

    @Option(help: ArgumentHelp("Label ids of the things, with commas between.", valueName: "ids"))
    var classes = LabelIDs(ids: TrainingClasses.cityscapes.things.map(\.labelID))

    @Option(help: "The split to cut.")
    var split = "train"

    @Option(
        name: [.short, .long], help: "Folder for the crops; without it, that of the data set.", completion: .directory)
    var output: String?

    @Option(help: "Threads; 0: one for each processor.")
    var threads = 0

    @Flag(help: "Print the numbers of crops as JSON.")
    var json = false

    func validate() throws {
        guard (0...256).contains(threads) else { throw ValidationError("--threads goes from 0 to 256") }
        guard !split.hasPrefix("crops_") else { throw ValidationError("--split \(split): these are crops already") }
    }

    func run() throws {
        let dataset = try CityscapesFolder(folder), listing = try dataset.list(split)
        let crops = try ObjectCrops(size: size, labelIDs: classes.ids)
        let progress = ProgressLine(total: listing.samples.count)
        let outcome = try crops.write(
            listing.samples, to: output ?? dataset.root, threads: threads,
            finished: { progress.advance(by: 1, $0.name) })
        progress.finish()
        try report(
            zip(classes.ids, outcome.counts).map { Split(name: "crops_\($0)", written: $1.written, kept: $1.kept) })

        // One bad picture among many does not lose the others.
        let faults = listing.faults + outcome.faults
        faults.forEach(StandardStreams.error)
        if let first = faults.first { throw ExitCode((ExitStatus(of: first) ?? .badDataset).rawValue) }
    }

    private func report(_ splits: [Split]) throws {
        guard !json else { return StandardStreams.print(try JSONText.of(splits)) }
        for split in splits {
            StandardStreams.print(
                "\(split.name): \(split.written + split.kept) crops"
                    + (split.kept > 0 ? ", \(split.kept) of them were there" : ""))
        }
    }

    /// What `--json` prints for each class.
    private struct Split: Encodable {
        let name: String
        let written: Int
        let kept: Int
    }
}

/// Label ids with commas between.
struct LabelIDs: ExpressibleByArgument {
    let ids: [Int]

    init(ids: [Int]) { self.ids = ids }

    init?(argument: String) {
        let ids = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard ids.allSatisfy({ $0 != nil }) else { return nil }
        self.ids = ids.compactMap { $0 }
    }

    var defaultValueDescription: String { ids.map(String.init).joined(separator: ",") }
}
