import Images

/// A stream of frames, e.g. from ffmpeg through a pipe: Y4M or MJPEG, told apart by the first bytes. Memory does not
/// grow with the number of frames. To be used by one thread at a time.
public final class VideoReader {
    /// Of a Y4M stream.
    public let header: Y4MHeader?
    /// How many frames there are, where that can be known before.
    public let expectedFrames: Int?
    /// Frames that were read.
    public private(set) var frames = 0

    private let name: String
    private let reader: any FrameReader

    /// - Parameter name: what messages call the stream, e.g. `standard input`.
    public init(descriptor: Int32, name: String) throws {
        self.name = name
        let source = ByteSource(descriptor: descriptor, name: name)
        let start = try source.peek(Y4MHeader.signature.utf8.count)
        if start.elementsEqual(Y4MHeader.signature.utf8) {
            let reader = try Y4MReader(source, name: name)
            header = reader.header
            expectedFrames = reader.expectedFrames
            self.reader = reader
        } else if start.starts(with: [0xff, 0xd8, 0xff]) {
            header = nil
            expectedFrames = nil
            reader = MJPEGReader(source)
        } else if start.isEmpty {
            throw VideoError(.unknownFormat, "\(name): empty, not one frame; see whether the program before it failed")
        } else {
            throw VideoError(.unknownFormat, "\(name): neither Y4M nor MJPEG; give ffmpeg -f yuv4mpegpipe or -f mjpeg")
        }
    }

    /// The next frame; nil at the end of the stream. After an error there is none.
    public func next() throws -> Picture? {
        let picture = try reader.next("\(name): frame \(frames + 1)")
        if picture != nil { frames += 1 }
        return picture
    }
}

/// What reads a kind of stream.
protocol FrameReader: AnyObject {
    /// Nil at the end of the stream. `frame` is what messages call the frame.
    func next(_ frame: String) throws -> Picture?
}
