import Foundation

/// Memory for what a picture's size makes large. Swift's arrays end the program where there is none, so that whoever
/// makes such arrays asks first.
public enum PictureMemory {
    /// Beside the arrays there must be some for the rest of the program.
    private static let reserve = 8 << 20

    /// Throws where so many bytes cannot be had.
    public static func require(_ bytes: Int) throws {
        // Not by malloc: of a block that nobody uses, the compiler makes none.
        let size = bytes + reserve
        let probe = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard probe != MAP_FAILED else {
            throw ImageError(.outOfMemory, "out of memory: \(bytes >> 20) MiB are needed")
        }
        munmap(probe, size)
    }
}
