import Foundation

/// What a PNG file says of itself in its first chunk, without its pixels being decoded.
public struct PNGInfo: Equatable, Sendable {
    public let width: Int
    public let height: Int
    /// Bits of a value: 1, 2, 4, 8 or 16.
    public let bitDepth: Int
    /// Whether a pixel is red, green and blue itself, and no grey or index of a palette.
    public let isRGB: Bool
    /// Whether the last chunk is there: the file was not cut off.
    public let hasEnd: Bool

    private static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    private static let firstChunk: [UInt8] = [0, 0, 0, 13] + Array("IHDR".utf8)
    private static let lastChunk: [UInt8] = [0, 0, 0, 0] + Array("IEND".utf8) + [0xae, 0x42, 0x60, 0x82]

    /// Reads the first 26 bytes and the last 12. Throws where the file cannot be read or is no PNG.
    public init(contentsOf path: String) throws {
        // Opening a pipe must not wait for somebody to write into it.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw PNGInfo.unreadable(path) }
        guard let file = fdopen(descriptor, "rb") else {
            close(descriptor)
            throw PNGInfo.unreadable(path)
        }
        defer { fclose(file) }
        var head = [UInt8](repeating: 0, count: 26), tail = PNGInfo.lastChunk
        let count = fread(&head, 1, head.count, file)
        guard ferror(file) == 0 else { throw PNGInfo.unreadable(path) }
        guard count == head.count, head.starts(with: PNGInfo.signature + PNGInfo.firstChunk) else {
            throw ImageError(.unknownFormat, "\(path): not a PNG file")
        }
        let isLong = fseek(file, -tail.count, SEEK_END) == 0
        hasEnd = isLong && fread(&tail, 1, tail.count, file) == tail.count && tail == PNGInfo.lastChunk
        func number(at offset: Int) -> Int { head[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        width = number(at: 16)
        height = number(at: 20)
        bitDepth = Int(head[24])
        isRGB = head[25] == 2 || head[25] == 6
    }

    private static func unreadable(_ path: String) -> ImageError {
        ImageError(.cannotRead, "\(path): cannot read: \(String(cString: strerror(errno)))")
    }
}
