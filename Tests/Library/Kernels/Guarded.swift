/// Numbers between guards: a kernel that writes outside of what it was given is found out. They begin at any multiple
/// of their own size, not of a vector's.
package final class Guarded<Element: Guardable> {
    private let memory: UnsafeMutablePointer<Element>
    private let guards = 64
    package let count: Int
    package var start: UnsafeMutablePointer<Element> { memory + guards + misalignment }
    private let misalignment: Int

    package init(_ count: Int, misalignment: Int = 0, _ value: (Int) -> Element = { _ in Element.garbage }) {
        self.count = count
        self.misalignment = misalignment
        memory = .allocate(capacity: count + 2 * guards + misalignment)
        memory.initialize(repeating: Element.garbage, count: count + 2 * guards + misalignment)
        for i in 0..<count { start[i] = value(i) }
    }

    deinit { memory.deallocate() }

    package var guardsHold: Bool {
        let before = UnsafeBufferPointer(start: memory, count: guards + misalignment)
        let after = UnsafeBufferPointer(start: start + count, count: guards)
        return before.allSatisfy { $0.isGarbage } && after.allSatisfy { $0.isGarbage }
    }

    package subscript(i: Int) -> Element { start[i] }
}

/// Values that a kernel is not likely to write.
package protocol Guardable {
    static var garbage: Self { get }
    var isGarbage: Bool { get }
}

extension Float: Guardable {
    package static var garbage: Float { Float(bitPattern: 0x7fc0_dead) }
    package var isGarbage: Bool { bitPattern == 0x7fc0_dead }
}

extension UInt64: Guardable {
    package static var garbage: UInt64 { 0xa5a5_a5a5_a5a5_a5a5 }
    package var isGarbage: Bool { self == UInt64.garbage }
}

extension UInt32: Guardable {
    package static var garbage: UInt32 { 0xa5a5_a5a5 }
    package var isGarbage: Bool { self == UInt32.garbage }
}

extension UInt8: Guardable {
    package static var garbage: UInt8 { 0xa5 }
    package var isGarbage: Bool { self == 0xa5 }
}

extension UInt16: Guardable {
    /// As a split number it is not one.
    package static var garbage: UInt16 { 0x7fc5 }
    package var isGarbage: Bool { self == UInt16.garbage }
}
