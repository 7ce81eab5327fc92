/// Hands out zeroed floats of one block of memory piece by piece. Without a block it only counts them: whoever packs
/// runs the same code twice, to know how many it needs and to place them.
package struct PackingMemory {
    private let start: UnsafeMutablePointer<Float>?
    /// Floats handed out.
    package private(set) var floats = 0

    /// - Parameter start: as many floats as the same calls have counted before; nil: counts.
    package init(_ start: UnsafeMutablePointer<Float>? = nil) { self.start = start }

    /// The next floats, from a cache line on. While they are only counted the pointer must not be used.
    package mutating func take(_ count: Int) -> UnsafeMutablePointer<Float> {
        let offset = floats
        floats += (count + 15) & ~15
        guard let start else { return PackingMemory.nowhere }
        (start + offset).initialize(repeating: 0, count: floats - offset)
        return start + offset
    }

    private static var nowhere: UnsafeMutablePointer<Float> { UnsafeMutablePointer(bitPattern: Memory.alignment)! }
}
