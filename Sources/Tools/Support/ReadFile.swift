import Foundation

/// The bytes of a whole file of at most `limit` bytes.
public func readFile(_ file: String, limit: Int) throws(FileError) -> [UInt8] {
    func failure() -> FileError {
        FileError(.cannotRead, file: file, "the file cannot be read (\(String(cString: strerror(errno))))")
    }
    // Without O_NONBLOCK, opening a pipe would wait for someone to write into it.
    let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure() }
    guard status.st_mode & S_IFMT == S_IFREG else {
        throw FileError(.cannotRead, file: file, "this is not a regular file")
    }
    let size = Int(status.st_size)
    guard size <= limit else {
        throw FileError(
            .cannotRead, file: file, "the file has \(size) bytes, more than the \(limit) that are read")
    }
    var bytes = [UInt8](repeating: 0, count: size)
    var done = 0
    while done < size {
        let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + done, size - done) }
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw failure() }
        // Someone shortens the file meanwhile: what there is will show as cut short.
        if count == 0 { break }
        done += count
    }
    bytes.removeLast(size - done)
    return bytes
}
