/// A number in weight files: its bits, little-endian.
package protocol StoredNumber {
    associatedtype Bits: FixedWidthInteger
    init(storedBits: Bits)
    var storedBits: Bits { get }
}

extension StoredNumber where Self: FixedWidthInteger {
    package init(storedBits: Self) { self = storedBits }
    package var storedBits: Self { self }
}

extension UInt8: StoredNumber {}
extension UInt32: StoredNumber {}
extension Int32: StoredNumber {}
extension UInt64: StoredNumber {}
extension Float: StoredNumber {
    package init(storedBits: UInt32) { self.init(bitPattern: storedBits) }
    package var storedBits: UInt32 { bitPattern }
}

/// The place of a number in the header or in a row of a table.
package struct Field<Number: StoredNumber>: Sendable {
    package let offset: Int

    package init(_ offset: Int) { self.offset = offset }
}

/// The place of a text: where it begins in the file's strings, and its length in bytes.
package struct TextField: Sendable {
    package let start: Field<UInt32>, length: Field<UInt32>

    package init(_ offset: Int) { (start, length) = (Field(offset), Field(offset + 4)) }
}

extension UnsafeRawBufferPointer {
    /// A number of the header or row at byte `row`. The caller has checked that the row lies inside.
    package subscript<Number>(field: Field<Number>, row: Int = 0) -> Number {
        Number(storedBits: .init(littleEndian: loadUnaligned(fromByteOffset: row + field.offset, as: Number.Bits.self)))
    }

    /// Whether `length` bytes at `start` lie inside.
    func holds(_ start: Int, _ length: Int) -> Bool {
        start >= 0 && length >= 0 && start <= count && length <= count - start
    }
}
