import Images

/// The frames of a Y4M stream, one after another.
final class Y4MReader: FrameReader {
    let header: Y4MHeader
    /// How many frames there are, where the stream is a file; counted by its size.
    let expectedFrames: Int?
    private let source: ByteSource
    private var decoder: YUVDecoder
    private var planes: [UInt8] = []

    private static let frameStart = Array("FRAME".utf8)

    init(_ source: ByteSource, name: String) throws {
        guard let line = try source.line(limit: Y4MHeader.longestLine) else {
            throw VideoError(.damaged, "\(name): the Y4M header has no end")
        }
        header = try Y4MHeader(line: line, name: name)
        self.source = source
        decoder = YUVDecoder(header)
        let each = header.frameBytes + Self.frameStart.count + 1
        expectedFrames = source.fileSize.map { ($0 - line.count - 1) / each }
    }

    func next(_ frame: String) throws -> Picture? {
        guard try !source.peek(1).isEmpty else { return nil }
        guard let line = try source.line(limit: Y4MHeader.longestLine), line.starts(with: Self.frameStart),
            line.count == Self.frameStart.count || line[Self.frameStart.count] == UInt8(ascii: " ")
        else { throw VideoError(.damaged, "\(frame): the Y4M stream has other bytes where a frame should begin") }
        do {
            // The planes, which grow as they come, and the picture made of them.
            try PictureMemory.require(2 * header.frameBytes + 3 * header.width * header.height)
        } catch let error as ImageError {
            throw VideoError(error, frame)
        }
        planes.removeAll(keepingCapacity: true)
        let count = try source.append(header.frameBytes, to: &planes)
        guard count == header.frameBytes else {
            throw VideoError(.damaged, "\(frame): cut off after \(count) of \(header.frameBytes) bytes")
        }
        return try decoder.picture(of: planes)
    }
}
