import Foundation

/// Writes whole files that appear at once or not at all: under a temporary name in the same folder, flushed to the
/// disk, and renamed. Whoever reads the file meanwhile sees the old one.
public enum AtomicFile {
    public static func write(_ bytes: [UInt8], to file: String) throws(FileError) {
        try refuseWhatIsNoFile(file)
        let url = URL(fileURLWithPath: file)
        let folder = url.deletingLastPathComponent().path
        let temporary = "\(folder)/.\(url.lastPathComponent).\(UUID().uuidString.prefix(8))"
        do throws(FileError) {
            try create(temporary, bytes, for: file)
            guard rename(temporary, file) == 0 else { throw failure(file) }
        } catch {
            unlink(temporary)
            throw error
        }
        // The new name is on the disk only when the folder is.
        let directory = open(folder, O_RDONLY)
        if directory >= 0 {
            fsync(directory)
            close(directory)
        }
    }

    /// Renaming would put a file in the place of a device or a pipe, e.g. of /dev/null when root writes there.
    private static func refuseWhatIsNoFile(_ file: String) throws(FileError) {
        var status = stat()
        guard stat(file, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
        throw FileError(.cannotWrite, file: file, "this is not a regular file", fix: "Give the name of a file")
    }

    private static func create(_ temporary: String, _ bytes: [UInt8], for file: String) throws(FileError) {
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure(file) }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress! + written, $0.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure(file) }
            written += count
        }
        guard fsync(descriptor) == 0 else { throw failure(file) }
    }

    private static func failure(_ file: String) -> FileError {
        FileError(.cannotWrite, file: file, "the file cannot be written (\(String(cString: strerror(errno))))")
    }
}
