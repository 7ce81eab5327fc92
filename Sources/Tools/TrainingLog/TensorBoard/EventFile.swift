import Foundation
import Images
import SwiftProtobuf

/// A file of scalars, pictures and texts for TensorBoard, e.g. `tensorboard --logdir FOLDER`.
///
/// Each run, and each resumed run, has a file of its own in the folder of the training; TensorBoard reads them in the
/// order of their names, which begin with the time. Whatever is written can be seen at once. To be used by one thread
/// at a time.
public final class EventFile {
    /// `events.out.tfevents.<seconds>.<host>.<process>` in the folder.
    public var path: String { file.path }
    private let file: AppendedFile

    /// Makes the folder where it is missing, and a new file in it.
    ///
    /// A resumed run gives the first step that it will write: what earlier files of the folder tell of that step and of
    /// later ones is shown no more. Thus a new run in the folder of an old one takes its place.
    public init(folder: String, startingAt step: Int = 0) throws(LogError) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw LogError(.cannotWrite, file: folder, "the folder cannot be made", fix: "Choose another for the log")
        }
        file = try AppendedFile(path: "\(folder)/\(Self.newName(in: folder))", .new)
        do throws(LogError) {
            try begin(at: step)
        } catch {
            unlink(path)
            throw error
        }
    }

    /// For tests: into a file that exists.
    init(file: AppendedFile) { self.file = file }

    /// A point of a curve. Tags with a common beginning, as `loss/seed` and `loss/variance`, are shown together.
    ///
    /// - Parameter wallTime: seconds since 1970; the default is now.
    public func scalar(_ tag: String, _ value: Float, step: Int, wallTime: Double? = nil) throws(LogError) {
        try write(
            .with {
                $0.tag = tag; $0.simpleValue = value
            }, step, wallTime)
    }

    /// A picture, of which TensorBoard shows some steps. Throws an `ImageError` where there is no memory to encode it.
    public func image(_ tag: String, _ picture: Picture, step: Int, wallTime: Double? = nil) throws {
        let image = Tensorboard_Summary.Image.with {
            $0.width = Int32(picture.width)
            $0.height = Int32(picture.height)
            $0.colorspace = 3
        }
        let png = try picture.encodedPNG()
        try write(
            .with {
                $0.tag = tag; $0.image = image; $0.image.encodedImageString = Data(png)
            }, step, wallTime)
    }

    /// A text in Markdown, e.g. the options of the run.
    public func text(_ tag: String, _ text: String, step: Int, wallTime: Double? = nil) throws(LogError) {
        let value = Tensorboard_Summary.Value.with {
            $0.tag = tag
            $0.metadata.pluginData.pluginName = "text"
            $0.tensor.dtype = .dtString
            $0.tensor.tensorShape = Tensorboard_TensorShapeProto()
            $0.tensor.stringVal = [Data(text.utf8)]
        }
        try write(value, step, wallTime)
    }

    /// Returns when everything is on the disk, safe from a power failure.
    public func flush() throws(LogError) { try file.synchronize() }

    /// Ends the file; a second time it does nothing.
    public func close() throws(LogError) { try file.close() }

    /// The first start of a folder says nothing to TensorBoard; from the second on they are restarts, which void what
    /// was before.
    func begin(at step: Int) throws(LogError) {
        try write(.with { $0.fileVersion = "brain.Event:2" }, nil)
        try write(
            .with {
                $0.step = Int64(step); $0.sessionLog.status = .start
            }, nil)
    }

    private func write(_ value: Tensorboard_Summary.Value, _ step: Int, _ wallTime: Double?) throws(LogError) {
        try write(
            .with {
                $0.step = Int64(step); $0.summary.value = [value]
            }, wallTime)
    }

    private func write(_ event: Tensorboard_Event, _ wallTime: Double?) throws(LogError) {
        var event = event
        event.wallTime = wallTime ?? Date().timeIntervalSince1970
        let bytes: [UInt8]
        do {
            bytes = try event.serializedBytes()
        } catch {
            throw LogError(.invalidArgument, file: path, "an event of 2 GiB or more")
        }
        try file.append(Record.framing(bytes))
    }

    /// TensorBoard reads on in the last file by name: the new one's time must be later than that of any other, even if
    /// the clock was set back or a run lasted less than a second.
    private static func newName(in folder: String) -> String {
        let prefix = "events.out.tfevents."
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        // A number beyond any time was made by nobody's clock, and nothing could come after the largest.
        let newest =
            names.filter { $0.hasPrefix(prefix) }
            .compactMap { Int($0.dropFirst(prefix.count).prefix { $0 != "." }) }.filter { $0 < 1 << 40 }.max() ?? 0
        let seconds = max(Int(Date().timeIntervalSince1970), newest + 1)
        return "\(prefix)\(seconds).\(host).\(getpid())"
    }

    private static var host: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0, name[0] != 0 else { return "localhost" }
        return String(cString: name).replacingOccurrences(of: "/", with: "_")
    }
}
