import Foundation
import Images
import Video

/// A frame to be segmented: a picture file, or a frame of a stream.
struct InputFrame {
    /// For messages and reports.
    let name: String
    /// What its results are named after.
    let stem: String
    /// Or why there is none: a bad file among good ones does not end the run.
    let picture: Result<Picture, any Error>
}

/// What `run` reads, one frame after another.
protocol RunInput: AnyObject {
    /// How many frames there are, where that can be known.
    var count: Int? { get }
    /// Of a Y4M stream.
    var header: Y4MHeader? { get }
    /// Nil after the last; throws where the input cannot go on.
    func next() throws -> InputFrame?
}

/// Picture files, in the order of the command line.
final class PictureFiles: RunInput {
    private let files: [String]
    private var position = 0

    init(_ files: [String]) { self.files = files }

    var count: Int? { files.count }
    var header: Y4MHeader? { nil }

    func next() -> InputFrame? {
        guard position < files.count else { return nil }
        let file = files[position]
        position += 1
        return InputFrame(name: file, stem: PictureInputs.stem(file), picture: Result { try Picture(contentsOf: file) })
    }
}

/// Y4M or MJPEG on standard input.
final class StandardInput: RunInput {
    /// As an input on the command line.
    static let argument = "-"

    private let reader: VideoReader

    init() throws {
        guard isatty(STDIN_FILENO) == 0 else {
            throw InputError(
                status: .cannotRead,
                "standard input: a terminal; lead a Y4M or MJPEG stream into it, e.g. "
                    + "ffmpeg -i FILE -f yuv4mpegpipe -pix_fmt yuv420p - | pansecb run ... -"
            )
        }
        reader = try VideoReader(descriptor: STDIN_FILENO, name: "standard input")
    }

    var count: Int? { reader.expectedFrames }
    var header: Y4MHeader? { reader.header }

    func next() throws -> InputFrame? {
        guard let picture = try reader.next() else { return nil }
        let number = String(reader.frames)
        // As ffmpeg's frame_%06d.
        let stem = "frame_" + String(repeating: "0", count: max(6 - number.count, 0)) + number
        return InputFrame(name: "frame \(number)", stem: stem, picture: .success(picture))
    }
}
