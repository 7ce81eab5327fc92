import Images

/// The pictures of an MJPEG stream: JPEG files one after another. Where one ends is found by walking through its
/// segments; only in compressed pixels are bytes looked at one by one.
final class MJPEGReader: FrameReader {
    private let source: ByteSource
    private var bytes: [UInt8] = []

    /// Larger files are no frames of a video.
    static let largestFrame = 256 << 20

    init(_ source: ByteSource) { self.source = source }

    func next(_ frame: String) throws -> Picture? {
        // Some cameras fill up with zeros.
        while try source.peek(1).first == 0 { _ = try source.next() }
        guard try !source.peek(1).isEmpty else { return nil }
        bytes.removeAll(keepingCapacity: true)
        try readFile(frame)
        do {
            return try Picture(decoding: bytes)
        } catch let error as ImageError {
            throw VideoError(error, frame)
        }
    }

    private enum Marker {
        static let start: UInt8 = 0xd8
        static let end: UInt8 = 0xd9
        static let scan: UInt8 = 0xda
        /// Between parts of the compressed pixels.
        static let restarts: ClosedRange<UInt8> = 0xd0...0xd7
    }

    private func readFile(_ frame: String) throws {
        guard try take(frame) == 0xff, try take(frame) == Marker.start else {
            throw VideoError(.damaged, "\(frame): the MJPEG stream has other bytes where a picture should begin")
        }
        var marker = try nextMarker(frame)
        while marker != Marker.end {
            let length = Int(try take(frame)) << 8 | Int(try take(frame))
            guard length >= 2, try source.append(length - 2, to: &bytes) == length - 2 else { throw cutOff(frame) }
            marker = try marker == Marker.scan ? skipPixels(frame) : nextMarker(frame)
        }
    }

    private func nextMarker(_ frame: String) throws -> UInt8 {
        guard try take(frame) == 0xff else {
            throw VideoError(.damaged, "\(frame): damaged JPEG: no segment where one should begin")
        }
        return try markerCode(frame)
    }

    /// After 0xff, of which there may be more.
    private func markerCode(_ frame: String) throws -> UInt8 {
        var code = try take(frame)
        while code == 0xff { code = try take(frame) }
        return code
    }

    /// In compressed pixels 0xff is followed by 0, or by a restart; all else is the next marker.
    private func skipPixels(_ frame: String) throws -> UInt8 {
        while true {
            guard try take(frame) == 0xff else { continue }
            let code = try markerCode(frame)
            if code != 0, !Marker.restarts.contains(code) { return code }
        }
    }

    @inline(__always)
    private func take(_ frame: String) throws -> UInt8 {
        guard let byte = try source.next() else { throw cutOff(frame) }
        bytes.append(byte)
        guard bytes.count <= Self.largestFrame else {
            throw VideoError(.limit, "\(frame): a JPEG of more than \(Self.largestFrame >> 20) MiB")
        }
        return byte
    }

    private func cutOff(_ frame: String) -> VideoError {
        VideoError(.damaged, "\(frame): cut off after \(bytes.count) bytes")
    }
}

extension VideoError {
    /// A frame's picture that cannot be read.
    init(_ error: ImageError, _ frame: String) {
        let kind: Kind =
            switch error.kind {
            case .limit: .limit
            case .unsupported: .unsupported
            case .outOfMemory: .outOfMemory
            default: .damaged
            }
        self.init(kind, "\(frame): \(error.description)")
    }
}
