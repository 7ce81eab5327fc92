import CShims

/// The trainer's large memory. A training cannot go on without it, and nothing is lost but the epoch under way: so what
/// the system does not give ends the program, in the way that the program chooses.
public enum TrainingMemory {
    /// Ends the program, given the bytes that were asked for. To be set before the first training begins.
    nonisolated(unsafe) public static var exhausted: (Int) -> Never = { fatalError("no memory: \($0) bytes") }

    /// Numbers of a huge page: blocks of two and more begin with one, so that none of a tensor is on small pages.
    private static let hugePage = 2 << 18

    /// Room for that many numbers, not set; to be given back to `free`.
    static func take(_ count: Int) -> UnsafeMutablePointer<Float> {
        guard let memory = pansecb_allocate(4 * count, count >= 2 * hugePage ? 4 * hugePage : 64, 1) else {
            exhausted(4 * count)
        }
        return memory.bindMemory(to: Float.self, capacity: count)
    }

    static func free(_ start: UnsafeMutablePointer<Float>) { pansecb_free(start) }
}
