import Foundation

/// The bytes of a file descriptor, from a pipe too, with as much read ahead as a pipe holds.
final class ByteSource {
    private let descriptor: Int32
    private let name: String
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var position = 0
    private var end = 0

    init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// Where the descriptor is a file, the bytes from the first on.
    var fileSize: Int? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// The next bytes, which stay; fewer than `count` at the end of the stream only.
    func peek(_ count: Int) throws -> ArraySlice<UInt8> {
        precondition(count <= buffer.count)
        while end - position < count {
            if position > 0 {
                buffer.replaceSubrange(0..<end - position, with: buffer[position..<end])
                end -= position
                position = 0
            }
            guard try fill() else { break }
        }
        return buffer[position..<min(end, position + count)]
    }

    /// Nil at the end of the stream.
    @inline(__always)
    func next() throws -> UInt8? {
        if position == end {
            (position, end) = (0, 0)
            guard try fill() else { return nil }
        }
        position += 1
        return buffer[position - 1]
    }

    /// Adds the next bytes to `bytes` and returns how many there were; fewer than `count` at the end of the stream
    /// only. Memory is taken for what has come, not for what a header promised.
    func append(_ count: Int, to bytes: inout [UInt8]) throws -> Int {
        var missing = count
        while missing > 0 {
            if position == end {
                (position, end) = (0, 0)
                guard try fill() else { break }
            }
            let part = min(missing, end - position)
            bytes += buffer[position..<position + part]
            position += part
            missing -= part
        }
        return count - missing
    }

    /// A line without its end; nil where the stream ends or `limit` bytes have none.
    func line(limit: Int) throws -> [UInt8]? {
        var line: [UInt8] = []
        while line.count < limit, let byte = try next() {
            if byte == UInt8(ascii: "\n") { return line }
            line.append(byte)
        }
        return nil
    }

    private func fill() throws -> Bool {
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + end, $0.count - end) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw VideoError(.cannotRead, "\(name): cannot read: \(String(cString: strerror(errno)))")
            }
            end += count
            return count > 0
        }
    }
}
