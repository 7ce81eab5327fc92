import CPanSECB

// Numbers and texts at offsets that lie inside, by the caller's check; `text` checks what it reads from the file
// itself.
extension UnsafeRawBufferPointer {
    func u32(_ at: Int) -> UInt32 { UInt32(littleEndian: loadUnaligned(fromByteOffset: at, as: UInt32.self)) }
    func i32(_ at: Int) -> Int { Int(Int32(bitPattern: u32(at))) }
    func u64(_ at: Int) -> UInt64 { UInt64(littleEndian: loadUnaligned(fromByteOffset: at, as: UInt64.self)) }
    func f32(_ at: Int) -> Float { Float(bitPattern: u32(at)) }

    /// Whether `length` bytes at `start` lie inside.
    func holds(_ start: Int, _ length: Int) -> Bool {
        start >= 0 && length >= 0 && start <= count && length <= count - start
    }

    /// The bytes of the string whose offset and length stand at `at`.
    func string(_ at: Int, limit: Int, _ what: StaticString) throws(Failure) -> UnsafeRawBufferPointer {
        let strings = Int(u32(64)), size = Int(u32(68)), start = Int(u32(at)), length = Int(u32(at + 4))
        guard holds(strings, size), start <= size, length <= size - start, length <= limit else {
            throw Failure(PANSECB_DAMAGED, "damaged: \(what) lies outside of the strings")
        }
        return UnsafeRawBufferPointer(rebasing: self[strings + start..<strings + start + length])
    }

    /// The same as text; bytes that are no UTF-8 are replaced.
    func text(_ at: Int, limit: Int, _ what: StaticString) throws(Failure) -> String {
        String(decoding: try string(at, limit: limit, what), as: UTF8.self)
    }
}
