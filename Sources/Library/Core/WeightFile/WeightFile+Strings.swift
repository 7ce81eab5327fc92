import CPanSECB

extension WeightFile {
    /// The bytes of a text, given its place in the header or a row. The caller has checked that the row lies inside.
    static func string(
        _ bytes: UnsafeRawBufferPointer, _ field: TextField, row: Int = 0, limit: Int, _ what: StaticString
    ) throws(Failure) -> UnsafeRawBufferPointer {
        let strings = Int(bytes[Header.strings]), size = Int(bytes[Header.stringBytes])
        let start = Int(bytes[field.start, row]), length = Int(bytes[field.length, row])
        guard bytes.holds(strings, size), start <= size, length <= size - start, length <= limit else {
            throw Failure(PANSECB_DAMAGED, "damaged: \(what) lies outside of the strings")
        }
        return UnsafeRawBufferPointer(rebasing: bytes[strings + start..<strings + start + length])
    }

    /// The same as a string; invalid UTF-8 is replaced.
    static func text(
        _ bytes: UnsafeRawBufferPointer, _ field: TextField, row: Int = 0, limit: Int, _ what: StaticString
    ) throws(Failure) -> String {
        String(decoding: try string(bytes, field, row: row, limit: limit, what), as: UTF8.self)
    }
}
