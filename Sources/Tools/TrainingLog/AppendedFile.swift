import Foundation

/// A file that grows by whole records. A record is in the file, for others to read, as soon as `append` returns; where
/// it did not fit, e.g. on a full disk, nothing of it stays, so that later ones are still found.
final class AppendedFile {
    enum Mode {
        /// The file must not exist.
        case new
        /// What is in the file stays; a missing one is created.
        case existing
    }

    let path: String
    private var descriptor: Int32
    /// Where the last whole record ends.
    private var end: off_t

    init(path: String, _ mode: Mode) throws(LogError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | (mode == .new ? O_EXCL : 0), 0o666)
        end = descriptor < 0 ? 0 : lseek(descriptor, 0, SEEK_END)
        guard descriptor >= 0 else { throw failure() }
    }

    deinit { try? close() }

    func append(_ record: [UInt8]) throws(LogError) {
        guard descriptor >= 0 else { throw LogError(.cannotWrite, file: path, "the log is closed") }
        var written = 0
        while written < record.count {
            let count = record.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, $0.count - written) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                let failure = failure()
                _ = ftruncate(descriptor, end)
                throw failure
            }
            written += count
        }
        end += off_t(written)
    }

    /// Returns when the records are on the disk.
    func synchronize() throws(LogError) {
        // Pipes and the like have no disk.
        guard descriptor < 0 || fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else { throw failure() }
    }

    /// Ends the writing; a second time it does nothing.
    func close() throws(LogError) {
        guard descriptor >= 0 else { return }
        defer { descriptor = -1 }
        guard Foundation.close(descriptor) == 0 else { throw failure() }
    }

    private func failure() -> LogError {
        LogError(.cannotWrite, file: path, "the log cannot be written (\(String(cString: strerror(errno))))")
    }
}
