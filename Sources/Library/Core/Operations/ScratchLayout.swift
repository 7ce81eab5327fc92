/// Cuts a worker's memory into pieces, each on a cache line. Like `PackingMemory` it can count instead, so that an
/// operation describes its layout once.
struct ScratchLayout {
    private let start: UnsafeMutableRawPointer
    private(set) var size = 0

    /// - Parameter start: nil to count; pointers must not be used then.
    init(_ start: UnsafeMutableRawPointer? = nil) {
        self.start = start ?? UnsafeMutableRawPointer(bitPattern: Memory.alignment)!
    }

    mutating func take<Element>(_ count: Int, of: Element.Type) -> UnsafeMutablePointer<Element> {
        defer { size += Memory.aligned(count * MemoryLayout<Element>.stride) }
        return (start + size).assumingMemoryBound(to: Element.self)
    }

    mutating func bytes(_ count: Int) -> UnsafeMutableRawPointer {
        UnsafeMutableRawPointer(take(count, of: UInt8.self))
    }

    mutating func floats(_ count: Int) -> UnsafeMutablePointer<Float> { take(count, of: Float.self) }
}
