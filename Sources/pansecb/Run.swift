import ArgumentParser
import CPanSECB
import Checkpoints
import Foundation
import Images
import PanSECB
import TrainingLog

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Segment pictures: classes of all pixels, and objects.",
        discussion: """
            Writes for each picture NAME into the output folder:
              NAME_panoptic.png    16-bit: label id, or label id * 1000 + number of the object (Cityscapes' instanceIds)
              NAME_overlay.png     the picture with coloured, outlined, labelled objects and a legend
              NAME_segments.json   every segment: class, area, box, centre, score

            EXAMPLES
              pansecb run --model model.pansecb photo.jpg --output results
              pansecb run --model model.pansecb frames/ extra.png --output results --threads 2 --json
            """)

    @Option(help: "The .pansecb weight file.", completion: .file(extensions: ["pansecb"]))
    var model: String

    @Argument(help: "PNG or JPEG files, or folders of them.", completion: .file())
    var inputs: [String]

    @Option(name: [.short, .long], help: "Folder for the results; made if it is missing.", completion: .directory)
    var output: String

    @Option(help: "Threads; 0: one for each processor.")
    var threads = 0

    @Flag(help: "Print the results of all pictures as JSON.")
    var json = false

    func validate() throws {
        guard (0...256).contains(threads) else { throw ValidationError("--threads goes from 0 to 256") }
    }

    func run() throws {
        let files = try PictureInputs.list(inputs)
        try refuseEqualNames(files)
        let frames = try Frames(model: model, threads: threads)
        try makeFolder()
        let progress = ProgressLine(total: files.count)
        var reports: [SegmentReport] = [], failure: ExitStatus?
        for file in files {
            do {
                let report = try segment(file, frames)
                reports.append(report)
                progress.clear()
                if !json { print("\(file): \(report.summary)") }
            } catch {
                // One bad picture among many does not lose the others.
                guard let status = ExitStatus(of: error) else { throw error }
                progress.clear()
                Report.error(error)
                failure = failure ?? status
            }
            progress.advance(file)
        }
        progress.finish("")
        if json { print(try JSONText.of(reports)) }
        if let failure { throw ExitCode(failure.rawValue) }
    }

    private func segment(_ file: String, _ frames: Frames) throws -> SegmentReport {
        let picture = try Picture(contentsOf: file)
        let result = try frames.segment(picture)
        let stem = (output as NSString).appendingPathComponent(PictureInputs.stem(file)), classes = frames.model.classes
        let ids = try result.panopticMap.map { id throws -> UInt16 in
            guard let narrow = UInt16(exactly: id) else {
                throw InputError(status: .unsupported, "\(stem)_panoptic.png: id \(id) does not fit into 16 bits; use label ids up to 64")
            }
            return narrow
        }
        try LabelMap16(width: picture.width, height: picture.height, labels: ids).writePNG(to: "\(stem)_panoptic.png")
        let overlay = try Overlay.draw(
            picture: picture, panopticMap: result.panopticMap,
            segments: result.segments.map {
                OverlaySegment(id: $0.id, classIndex: Int($0.class_index), isThing: $0.thing == 1, score: $0.score)
            },
            classes: classes.map { OverlayClass(name: $0.name, red: $0.red, green: $0.green, blue: $0.blue) })
        try overlay.writePNG(to: "\(stem)_overlay.png")
        let report = SegmentReport(file, picture, result, classes)
        try AtomicFile.write(Array(try JSONText.of(report).utf8) + [10], to: "\(stem)_segments.json")
        return report
    }

    private func refuseEqualNames(_ files: [String]) throws {
        var seen: [String: String] = [:]
        for file in files {
            if let other = seen.updateValue(file, forKey: PictureInputs.stem(file)) {
                throw ValidationError("\(other) and \(file) would write the same results; run them into different folders")
            }
        }
    }

    private func makeFolder() throws {
        do {
            try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        } catch {
            throw InputError(status: .cannotWrite, "\(output): the folder cannot be made; choose another with --output")
        }
    }
}
