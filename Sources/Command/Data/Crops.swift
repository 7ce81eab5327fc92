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
            The square's middle is the object's mean pixel, as far as the picture's edges allow. Pictures that are \
            smaller than the squares are left out. An interrupted run goes on where it was.

            Classes are those that --classes names, else the things of classes.json in the data set, which `dataset \
            import` writes, else Cityscapes'.

            EXAMPLES
              pansecb crops cityscapes
              pansecb crops cityscapes --classes 24,26 --output cityscapes-crops
              pansecb crops camvid --size 256 --classes Examples/training/camvid-classes.json
              pansecb dataset check cityscapes --split crops_26
            """)

    @Argument(help: "Folder with leftImg8bit and gtFine; without it, that of CITYSCAPES_DIR.", completion: .directory)
    var folder: String?

    @Option(help: "Side of the squares, in pixels.")
    var size = 512

    @Option(
        help: ArgumentHelp(
            "Label ids of the things, with commas between, or a JSON file of the classes.", valueName: "ids|file"),
        completion: .file(extensions: ["json"]))
    var classes: CropClasses?

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
        guard !ObjectCrops.isSplit(split) else { throw ValidationError("--split \(split): these are crops already") }
    }

    func run() throws {
        let dataset = try CityscapesFolder(folder), listing = try dataset.list(split)
        let chosen = classes ?? CropClasses.found(in: dataset.root)
        let crops = try ObjectCrops(
            size: size, classes: try chosen?.labels() ?? TrainingClasses.cityscapes.thingLabels)
        if classes == nil, case .file(let file) = chosen { StandardStreams.note("classes are those of \(file)") }
        let progress = ProgressLine(total: listing.samples.count)
        let outcome = try crops.write(
            listing.samples, to: output ?? dataset.root, threads: threads,
            finished: { progress.advance(by: 1, $0.name) })
        progress.finish()
        try report(
            zip(crops.labelIDs, outcome.counts).map {
                Split(name: "crops_\($0)", written: $1.written, kept: $1.kept)
            })
        advise(dataset, crops, outcome)

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

    /// What the numbers do not tell.
    private func advise(_ dataset: CityscapesFolder, _ crops: ObjectCrops, _ outcome: ObjectCrops.Outcome) {
        if let first = outcome.tooSmall.first {
            let count = outcome.tooSmall.count
            StandardStreams.note(
                "left out: \(count) \(count == 1 ? "picture is" : "pictures are") smaller than \(size)x\(size), "
                    + "such as \(first.picturePath); a smaller --size would take them in")
        }
        if outcome.counts.allSatisfy({ $0.written + $0.kept == 0 }) {
            if outcome.faults.isEmpty { adviseOnClasses(dataset, crops, isAll: outcome.tooSmall.isEmpty) }
        } else if let output, let commands = linksForValidation(from: dataset, to: output) {
            StandardStreams.note(
                "a training has all its splits in one folder. To validate on those of \(dataset.root):\n\(commands)")
        }
    }

    private func adviseOnClasses(_ dataset: CityscapesFolder, _ crops: ObjectCrops, isAll: Bool) {
        let ids = crops.labelIDs.map(String.init).joined(separator: ",")
        StandardStreams.note(
            "nothing was cut: \(isAll ? "the" : "the other") pictures of split \(split) have no objects with the label "
                + "ids \(ids). --classes names others; `pansecb dataset check \(dataset.root) --split \(split)` tells "
                + "which there are")
    }

    /// Commands that link the data set's val split into the crops' folder; nil: there is none to link, or it is there.
    private func linksForValidation(from dataset: CityscapesFolder, to output: String) -> String? {
        func quoted(_ path: String) -> String { "'" + path.replacingOccurrences(of: "'", with: "'\\''") + "'" }
        let folders = ["leftImg8bit/val", "gtFine/val"].map {
            (source: URL(fileURLWithPath: "\(dataset.root)/\($0)").standardizedFileURL.path, target: "\(output)/\($0)")
        }
        let files = FileManager.default
        guard split != "val", folders.allSatisfy({ files.fileExists(atPath: $0.source) }),
            !folders.contains(where: { files.fileExists(atPath: $0.target) })
        else { return nil }
        return folders.map { "  ln -s \(quoted($0.source)) \(quoted($0.target))" }.joined(separator: "\n")
    }

    /// What `--json` prints for each class.
    private struct Split: Encodable {
        let name: String
        let written: Int
        let kept: Int
    }
}
