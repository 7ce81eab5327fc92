import Checkpoints
import Foundation
import Images
import PanSECB
import Predictions
import Support
import Video

/// A frame and what was found in it.
struct SegmentedFrame {
    let input: InputFrame
    let picture: Picture
    let result: Prediction
}

/// Where `run` puts its results.
protocol RunOutput: AnyObject {
    func write(_ frame: SegmentedFrame) throws
}

/// Three files for each frame.
final class ResultFolder: RunOutput {
    private let folder: String
    private let classes: [ClassEntry]
    private let legend: Bool

    init(_ folder: String, _ classes: [ClassEntry], legend: Bool) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw InputError(status: .cannotWrite, "\(folder): the folder cannot be made; choose another with --output")
        }
        self.folder = folder
        self.classes = classes
        self.legend = legend
    }

    func write(_ frame: SegmentedFrame) throws {
        let picture = frame.picture, stem = (folder as NSString).appendingPathComponent(frame.input.stem)
        try PictureMemory.require(2 * frame.result.panoptic.count)
        let ids = try frame.result.panoptic.map { id throws -> UInt16 in
            guard let narrow = UInt16(exactly: id) else {
                throw InputError(
                    status: .unsupported,
                    "\(stem)_panoptic.png: id \(id) does not fit into 16 bits; use label ids up to 64")
            }
            return narrow
        }
        try LabelMap16(width: picture.width, height: picture.height, labels: ids).writePNG(to: "\(stem)_panoptic.png")
        try frame.overlay(classes, legend: legend).writePNG(to: "\(stem)_overlay.png")
        try AtomicFile.write(
            Array(try JSONText.of(SegmentReport(frame, classes)).utf8) + [10], to: "\(stem)_segments.json")
    }
}

/// Overlays as a Y4M stream on standard output.
final class StandardOutput: RunOutput {
    private let classes: [ClassEntry]
    private let format: Y4MHeader?
    private let rate: FrameRate
    private var writer: Y4MWriter?

    /// The stream is like that of the input, where that is one.
    init(_ classes: [ClassEntry], like format: Y4MHeader?, rate: FrameRate) throws {
        guard isatty(STDOUT_FILENO) == 0 else {
            throw InputError(
                status: .cannotWrite,
                "standard output: a terminal; lead the video into a program, e.g. | ffmpeg -i - out.mp4")
        }
        self.classes = classes
        self.format = format
        self.rate = rate
    }

    func write(_ frame: SegmentedFrame) throws {
        let overlay = try frame.overlay(classes, legend: false)
        let writer =
            writer
            ?? Y4MWriter(header(overlay), descriptor: STDOUT_FILENO, name: "\(frame.input.name): standard output")
        self.writer = writer
        try writer.write(overlay)
    }

    private func header(_ picture: Picture) -> Y4MHeader {
        var header = format ?? Y4MHeader(width: picture.width, height: picture.height, rate: rate)
        header.rate = header.rate ?? rate
        // The classes' colours need planes of their own.
        if header.sampling == .mono { header.sampling = .jpeg420 }
        return header
    }
}

extension SegmentedFrame {
    func overlay(_ classes: [ClassEntry], legend: Bool) throws -> Picture {
        try Overlay.draw(
            picture: picture, panopticMap: result.panoptic,
            segments: result.segments.map {
                OverlaySegment(id: $0.id, classIndex: Int($0.class_index), isThing: $0.thing == 1, score: $0.score)
            },
            classes: classes.map { OverlayClass(name: $0.name, red: $0.red, green: $0.green, blue: $0.blue) },
            options: Overlay.Options(legend: legend))
    }
}
