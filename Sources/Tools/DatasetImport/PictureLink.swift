import Foundation
import Support

/// Puts a picture into a data set: as another name of the same file where the file system can do that, else as a copy.
enum PictureLink {
    /// True for a link.
    static func put(_ source: String, at target: String) throws -> Bool {
        let temporary = "\(target).\(UUID().uuidString.prefix(8)).tmp"
        // The file itself where the source is a symbolic link.
        guard linkat(AT_FDCWD, source, AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) == 0 else {
            try AtomicFile.write(try readFile(source, limit: 1 << 30), to: target)
            return false
        }
        // Where both names are of one file already, renaming leaves them.
        defer { unlink(temporary) }
        guard rename(temporary, target) == 0 else {
            throw FileError(
                .cannotWrite, file: target, "the file cannot be written (\(String(cString: strerror(errno))))")
        }
        return true
    }

    /// Whether two names are of one file.
    static func areSame(_ one: String, _ other: String) -> Bool {
        var first = stat(), second = stat()
        return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev
            && first.st_ino == second.st_ino
    }
}
