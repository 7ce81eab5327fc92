import ArgumentParser
import Foundation
import Ranks
import Images
import PanSECB
import Predictions
import Support
import Video

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Segment pictures or a video: classes of all pixels, and objects.",
        discussion: """
            Writes for each picture NAME into the output folder:
              NAME_panoptic.png    16-bit: label id, or label id * 1000 + number of the object (Cityscapes' instanceIds)
              NAME_overlay.png     the picture with coloured, outlined, labelled objects and a legend
              NAME_segments.json   every segment: class, area, box, centre, score
            Frames of a stream on standard input (-), Y4M or MJPEG, are named frame_000001 ...; their overlays have no \
            legend.
            With --output - the overlays are a Y4M stream on standard output, and there are no files.

            EXAMPLES
              pansecb run --model model.pansecb photo.jpg --output results
              pansecb run --model model.pansecb frames/ extra.png --output results --threads 2 --json
              pansecb run --model model.pansecb photo.jpg --output results --size 512x1024
              ffmpeg -i drive.mp4 -f mjpeg -q:v 2 - | pansecb run --model model.pansecb - --output results
              ffmpeg -i drive.mp4 -f yuv4mpegpipe -pix_fmt yuv420p - | pansecb run --model model.pansecb - \
            --output - | ffmpeg -i - out.mp4
            """)

    @Option(help: "The .pansecb weight file.", completion: .file(extensions: ["pansecb"]))
    var model: String

    @Argument(
        help:
            """
            PNG or JPEG files, or folders of them, or of such folders; or - for a Y4M or MJPEG stream on standard \
            input.
            """,
        completion: .file())
    var inputs: [String]

    @Option(
        name: [.short, .long],
        help: "Folder for the results, made if it is missing; or - for a Y4M stream on standard output.",
        completion: .directory)
    var output: String

    @Option(help: "Threads of the network; 0: one for each processor. Reading and writing have one each besides.")
    var threads = 0

    @Option(help: SizeChoice.help)
    var size: SizeChoice?

    @OptionGroup var thresholds: ThresholdOptions

    @Option(help: "Frames a second of the Y4M stream, as 25 or 30000/1001, where the input does not tell.")
    var rate = FrameRate.usual

    @Flag(
        inversion: .prefixedNo,
        help: "Draw a legend below overlays, which makes them higher. (default: with pictures, but not with streams)")
    var legend: Bool?

    @Flag(help: "Print the results of all pictures as JSON.")
    var json = false

    private var readsStream: Bool { inputs == [StandardInput.argument] }
    private var writesStream: Bool { output == "-" }

    func validate() throws {
        guard (0...256).contains(threads) else { throw ValidationError("--threads goes from 0 to 256") }
        guard readsStream || !inputs.contains(StandardInput.argument) else {
            throw ValidationError("- stands for standard input and has no other inputs beside it")
        }
        guard !writesStream || !json else {
            throw ValidationError("--json prints to standard output, where --output - has the video")
        }
        guard !writesStream || legend != true else {
            throw ValidationError("--legend: frames of a stream have one size, and no legend")
        }
    }

    func run() throws {
        let ranks = try CommonWork.join()
        guard ranks.count == 1 || !(readsStream || writesStream) else {
            throw ValidationError("a stream has one order of frames, which several processes cannot share")
        }
        let all = readsStream ? [] : try PictureInputs.list(inputs)
        try refuseEqualNames(all)
        let files = ranks.own(all), loaded = try Model.load(path: model)
        let predictor = Predictor(
            loaded, threads: threads, size: try size?.inputSize(loaded, file: model) ?? .automatic)
        let classes = loaded.classes, options = thresholds.applied(to: loaded.defaults)
        let input: any RunInput = readsStream ? try StandardInput() : PictureFiles(files)
        let output: any RunOutput =
            writesStream
            ? try StandardOutput(classes, like: input.header, rate: rate)
            : try ResultFolder(output, classes, legend: legend ?? !readsStream)

        // Three things at once: the network has a frame, the one before is drawn and written, the one after is read.
        let read = ReadAhead { try input.next() }
        let segmented = ReadAhead {
            try read.next().map { frame in
                (
                    frame,
                    Result {
                        let picture = try frame.picture.get()
                        return try naming(frame.name) {
                            SegmentedFrame(
                                input: frame, picture: picture, result: try predictor.segment(picture, options))
                        }
                    }
                )
            }
        }
        let progress = ProgressLine(total: input.count, unit: readsStream ? "frames" : "img")
        var results = JSONArray(ranks), failure: ExitStatus?, isScalingSaid = size != nil || !ranks.isFirst
        defer { if json { results.close() } }
        while let (frame, result) = try segmented.next() {
            do {
                let segmented = try result.get()
                try naming(frame.name) { try output.write(segmented) }
                let report = SegmentReport(segmented, classes)
                progress.clear()
                if json {
                    try results.add(report)
                } else if !writesStream {
                    StandardStreams.print("\(frame.name): \(report.summary)")
                }
                if !isScalingSaid, segmented.result.isScaled {
                    StandardStreams.note(SizeChoice.note(loaded, file: model))
                    isScalingSaid = true
                }
                if segmented.result.isCutShort {
                    StandardStreams.note(
                        "\(frame.name): objects may be missing, --max-attempts \(options.max_attempts) ended the search"
                    )
                }
            } catch {
                // One bad picture among many does not lose the others; a stream has nothing to go on with.
                let endsStream = readsStream || (writesStream && error is VideoError)
                guard let status = ExitStatus(of: error), !endsStream else { throw error }
                progress.clear()
                StandardStreams.error(error)
                failure = failure ?? status
            }
            progress.advance(readsStream ? nil : frame.name)
        }
        progress.finish("")
        if json { try results.end() }
        // A picture that failed on one rank must not end the others' work.
        let codes = try ranks.gather([Double(failure?.rawValue ?? 0)]).map { Int32($0[0]) }
        if let code = codes.first(where: { $0 != 0 }) {
            CommonWork.finish()
            throw ExitCode(code)
        }
    }

    private func refuseEqualNames(_ files: [String]) throws {
        guard !writesStream else { return }
        var seen: [String: String] = [:]
        for file in files {
            if let other = seen.updateValue(file, forKey: PictureInputs.stem(file)) {
                throw ValidationError(
                    "\(other) and \(file) would write the same results; run them into different folders")
            }
        }
    }
}

extension FrameRate: ExpressibleByArgument {
    /// Of most cameras in cars and of ffmpeg.
    static let usual = FrameRate(frames: 25)!

    public init?(argument: String) { self.init(argument) }
    public var defaultValueDescription: String { seconds == 1 ? "\(frames)" : "\(frames)/\(seconds)" }
}
