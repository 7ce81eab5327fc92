/// Hands out zeroed floats from one block of memory. Without a block it only counts them: packing code runs twice,
/// first to count the floats, then to place them.
package struct PackingMemory {
    private let start: UnsafeMutablePointer<Float>?
    /// Floats handed out.
    package private(set) var floats = 0

    /// - Parameter start: room for as many floats as the same calls counted before; nil to count.
    package init(_ start: UnsafeMutablePointer<Float>? = nil) { self.start = start }

    /// The next floats, aligned to a cache line. While counting, the pointer must not be used.
    package mutating func take(_ count: Int) -> UnsafeMutablePointer<Float> {
        let offset = floats
        floats += (count + 15) & ~15
        guard let start else { return PackingMemory.nowhere }
        (start + offset).initialize(repeating: 0, count: floats - offset)
        return start + offset
    }

    private static var nowhere: UnsafeMutablePointer<Float> { UnsafeMutablePointer(bitPattern: Memory.alignment)! }
}
