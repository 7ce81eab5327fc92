import ArgumentParser
import Datasets
import PanopticFiles
import Support

struct DatasetPanoptic: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "panoptic",
        abstract: "Convert labels of Cityscapes to the panoptic format that `pq` and other tools read.",
        discussion: """
            Reads SPLIT/CITY/NAME_gtFine_instanceIds.png and writes what csCreatePanopticImgs writes:
              cityscapes_panoptic_SPLIT.json                              \
            images, segments and the 19 categories that are evaluated
              cityscapes_panoptic_SPLIT/NAME_gtFine_panoptic.png          R + 256 G is the id, void is black
            With --train-ids the names end in _trainId and categories are numbered from 0. The instanceIds of `pansecb \
            eval --output` are converted in the same way.

            EXAMPLES
              pansecb dataset panoptic cityscapes --split val
              pansecb dataset panoptic predictions/instanceIds --split val --output results
              pansecb dataset panoptic camvid --split val --classes Examples/training/camvid-classes.json
            """)

    @Argument(
        help: "Folder with gtFine, or with the splits of labels; without it, that of CITYSCAPES_DIR.",
        completion: .directory)
    var folder: String?

    @Option(help: "The split to convert.")
    var split = "val"

    @Option(
        name: [.short, .long], help: "Folder for the files; without it, that of the splits.", completion: .directory)
    var output: String?

    @Option(help: "JSON file of the classes; without it, those of Cityscapes.", completion: .file(extensions: ["json"]))
    var classes: String?

    @Flag(help: "Number the categories by train ids instead of label ids.")
    var trainIds = false

    @Option(help: "Threads; 0: one for each processor.")
    var threads = 0

    func validate() throws {
        guard (0...256).contains(threads) else { throw ValidationError("--threads goes from 0 to 256") }
        guard !split.isEmpty, !split.contains("/") else { throw ValidationError("--split is the name of a folder") }
    }

    func run() throws {
        let own = try classes.map { try TrainingClasses(file: $0) }
        let conversion = try PanopticConversion(
            try LabelFolder(folder), split: split, output: output, classes: own, trainIDs: trainIds)
        let progress = ProgressLine(total: conversion.labels.count, label: "converting")
        let file = try conversion.write(threads: threads) { progress.advance($0.name) }
        progress.finish("")
        let segments = file.annotations.reduce(0) { $0 + $1.segments.count }
        StandardStreams.print("\(conversion.path): \(file.annotations.count) images, \(segments) segments")
    }
}
