import CShims

/// The trainer's large memory. A training cannot continue without it, and only the current epoch is lost: so a refused
/// allocation ends the program, in a way that the program chooses.
public enum TrainingMemory {
    /// Ends the program, given the bytes asked for. Set it before the first training.
    nonisolated(unsafe) public static var exhausted: (Int) -> Never = { fatalError("no memory: \($0) bytes") }

    /// Floats in a huge page. Blocks of two or more begin on one, so that no part of a tensor is on small pages.
    private static let hugePage = 2 << 18

    /// Uninitialised memory for that many floats; return it with `free`.
    static func take(_ count: Int) -> UnsafeMutablePointer<Float> {
        guard let memory = pansecb_allocate(4 * count, count >= 2 * hugePage ? 4 * hugePage : 64, 1) else {
            exhausted(4 * count)
        }
        return memory.bindMemory(to: Float.self, capacity: count)
    }

    static func free(_ start: UnsafeMutablePointer<Float>) { pansecb_free(start) }
}
