import ArgumentParser
import DatasetImport
import Foundation
import Support

struct DatasetImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Bring pictures and labels of another format into the layout of Cityscapes.",
        discussion: """
            FORMAT is what --labels is:
              coco-panoptic     a JSON file, with PNG files of segments in a folder named like it (--segments)
              coco-instances    a JSON file with polygons and run lengths
              labelme           a LabelMe file, or a folder of them
              cvat              an XML file of CVAT, "CVAT for images 1.1"
              png               a folder of PNG files whose pixels are class ids; numbers of objects are in --instances
            Writes, for each picture that has labels,
              leftImg8bit/SPLIT/all/NAME_leftImg8bit.png (or .jpg)        a hard link to the picture, or a copy
              gtFine/SPLIT/all/NAME_gtFine_instanceIds.png                16-bit: label id, \
            or label id * 1000 + number of the object
            and import_SPLIT.json, which says which category became which label id. Without --classes a class for each \
            category is written to classes.json. Categories without a class are void. The same command goes on where \
            it was stopped, and takes labels that have changed; --force writes everything anew.

            EXAMPLES
              pansecb dataset import coco-panoptic --labels panoptic_val.json --images photos --output mine --split val
              pansecb dataset import coco-instances --labels instances.json --images photos --output mine \
            --split train --background ground
              pansecb dataset import labelme --labels photos --images photos --output mine --split train \
            --things car,person
              pansecb dataset import cvat --labels annotations.xml --images photos --output mine --split train \
            --things car
              pansecb dataset import png --labels ids --instances objects --images photos --output mine \
            --split train --classes classes.json
            """)

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case cocoPanoptic = "coco-panoptic"
        case cocoInstances = "coco-instances"
        case labelMe = "labelme"
        case cvat
        case png
    }

    @Argument(help: ArgumentHelp("coco-panoptic, coco-instances, labelme, cvat or png.", valueName: "format"))
    var format: Format

    @Option(help: "Folder of the pictures.", completion: .directory)
    var images: String

    @Option(help: "File or folder of the labels.", completion: .file())
    var labels: String

    @Option(name: [.short, .long], help: "Folder of the data set; made if it is missing.", completion: .directory)
    var output: String

    @Option(help: "The split to import into, e.g. train or val.")
    var split: String

    @Option(
        help: "JSON file of the classes; without it, there is one for each category.",
        completion: .file(extensions: ["json"]))
    var classes: String?

    @Option(help: "How categories find their class in the file: name or id. [default: id for png, else name]")
    var match: ImportClasses.Match?

    @Option(help: ArgumentHelp("Categories that have objects, with commas between.", valueName: "names"))
    var things: Names?

    @Option(
        help: ArgumentHelp("Categories that get a class, with commas between; others are void.", valueName: "names"))
    var only: Names?

    @Option(help: "Class of pixels that nobody labelled; without it, they are void.")
    var background: String?

    @Option(help: "coco-panoptic: folder of the PNG files.", completion: .directory)
    var segments: String?

    @Option(help: "png: folder of the numbers of objects; 0 is none.", completion: .directory)
    var instances: String?

    @Option(help: "png: what names of class ids have after that of the picture, e.g. _labelIds.")
    var suffix = ""

    @Option(help: "png: the same of numbers of objects.")
    var instanceSuffix = ""

    @Flag(help: "png: connected pixels of a thing are one object. Without it and --instances, they are a crowd.")
    var regions = false

    @Flag(help: "Write what is there already once more.")
    var force = false

    @Option(help: "Threads; 0: one for each processor.")
    var threads = 0

    @Flag(help: "Print a summary as JSON.")
    var json = false

    func validate() throws {
        guard (0...256).contains(threads) else { throw ValidationError("--threads goes from 0 to 256") }
        guard !split.isEmpty, !split.contains("/"), !split.hasPrefix(".") else {
            throw ValidationError("--split is the name of a folder")
        }
        guard classes == nil || (things == nil && only == nil) else {
            throw ValidationError("--things and --only make classes; with --classes, its file says what they are")
        }
        guard classes != nil || match == nil else { throw ValidationError("--match is for --classes") }
        guard format == .png || (instances == nil && suffix.isEmpty && instanceSuffix.isEmpty && !regions) else {
            throw ValidationError("--instances, --suffix, --instance-suffix and --regions are for png")
        }
        guard format == .cocoPanoptic || segments == nil else {
            throw ValidationError("--segments is for coco-panoptic")
        }
        guard instances == nil || !regions else {
            throw ValidationError("--regions is for class ids without --instances")
        }
        guard format != .png || classes != nil else {
            throw ValidationError("png: class ids have no names; describe them with --classes")
        }
        guard format != .png || background == nil else {
            throw ValidationError("png: every pixel has a class id; --background is for the other formats")
        }
    }

    func run() throws {
        let source = try source(), pictures = try PictureFolder(images)
        let chosen =
            if let classes {
                try ImportClasses(
                    file: classes, source: source, match: match, earlier: ImportRecord.labels(output: output))
            } else {
                try ImportClasses(source, things: things?.list, only: only?.list, background: background)
            }
        let work = try SplitImport(
            source, classes: chosen, pictures: pictures, output: output, split: split, background: background)
        do { try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true) } catch {
            throw InputError(
                status: .cannotWrite, "\(output): the folder cannot be made; choose another with --output")
        }
        let file = try chosen.writeFile(output: output, force: force)
        try ImportRecord(
            format: format.rawValue, background: background, regions: regions, source: source, classes: chosen
        ).write(output: output, split: split, force: force)

        let progress = ProgressLine(total: work.items.count, label: "importing")
        let outcome = try work.write(force: force, threads: threads) { progress.advance($0.name) }
        progress.finish("")
        let report = ImportReport(output: output, split: split, work, outcome, classFile: file ?? classes ?? "")
        StandardStreams.print(try json ? JSONText.of(report) : report.text)

        // One bad picture among many does not lose the others.
        outcome.faults.forEach(StandardStreams.error)
        if let first = outcome.faults.first { throw ExitCode((ExitStatus(of: first) ?? .badDataset).rawValue) }
    }

    private func source() throws -> ImportSource {
        switch format {
        case .cocoPanoptic: try COCOPanoptic.read(labels, folder: segments)
        case .cocoInstances: try COCOInstances.read(labels)
        case .labelMe: try LabelMeFiles.read(labels)
        case .cvat: try CVATFile.read(labels)
        case .png:
            try ClassImages.read(
                labels, instances: instances, suffix: suffix, instanceSuffix: instanceSuffix, regions: regions)
        }
    }
}

/// Names with commas between.
struct Names: ExpressibleByArgument {
    let list: [String]

    init?(argument: String) {
        list = argument.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        guard !list.isEmpty else { return nil }
    }
}

extension ImportClasses.Match: ExpressibleByArgument {}
