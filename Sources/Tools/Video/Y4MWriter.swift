import Foundation
import Images

/// Writes frames as a Y4M stream, e.g. into a pipe to ffmpeg. Each goes out whole and at once.
public final class Y4MWriter {
    public let header: Y4MHeader
    /// Frames that were written.
    public private(set) var frames = 0

    private let descriptor: Int32
    private let name: String
    private var encoder: YUVEncoder
    private var bytes: [UInt8] = []

    /// - Parameter name: what messages call the stream, e.g. `standard output`.
    public init(_ header: Y4MHeader, descriptor: Int32, name: String) {
        self.header = header
        self.descriptor = descriptor
        self.name = name
        encoder = YUVEncoder(header)
    }

    /// Throws where the picture has another size than the stream.
    public func write(_ picture: Picture) throws {
        guard picture.width == header.width, picture.height == header.height else {
            throw VideoError(
                .unsupported,
                "\(name): a frame of \(picture.width)x\(picture.height) pixels in a stream of "
                    + "\(header.width)x\(header.height); a Y4M stream has one size"
            )
        }
        bytes.removeAll(keepingCapacity: true)
        if frames == 0 { bytes += header.text.utf8 }
        bytes += "FRAME\n".utf8
        encoder.append(picture, to: &bytes)
        try send()
        frames += 1
    }

    private func send() throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress! + sent, $0.count - sent) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                if errno == EPIPE { throw VideoError(.outputClosed, "\(name): closed by its reader") }
                throw VideoError(.cannotWrite, "\(name): cannot write: \(String(cString: strerror(errno)))")
            }
            sent += count
        }
    }
}
