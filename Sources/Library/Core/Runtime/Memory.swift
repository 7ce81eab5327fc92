import CPanSECB
import CShims

/// A block of memory that is freed with its owner. All large memory of the core comes from here.
final class Memory {
    let start: UnsafeMutableRawPointer
    let bytes: Int

    private init(start: UnsafeMutableRawPointer, bytes: Int) {
        self.start = start
        self.bytes = bytes
    }

    deinit { pansecb_free(start) }

    /// Size of a cache line and of the widest vector.
    static let alignment = 64

    /// - Parameter isFilled: whether all of it will be written; it then uses huge pages if the system has them.
    static func take(_ bytes: Int, for purpose: StaticString, isFilled: Bool = true) throws(Failure) -> Memory {
        guard bytes >= 0, let start = pansecb_allocate(bytes, alignment, isFilled ? 1 : 0) else {
            throw Failure(PANSECB_OUT_OF_MEMORY, "no memory: \(bytes) bytes for \(purpose)")
        }
        return Memory(start: start, bytes: bytes)
    }

    /// `bytes` rounded up to the alignment.
    static func aligned(_ bytes: Int) -> Int { (bytes + alignment - 1) & ~(alignment - 1) }
}
