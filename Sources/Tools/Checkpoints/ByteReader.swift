/// A position in bytes of unknown origin. Every read is checked against the end; numbers are little-endian.
struct ByteReader {
    let bytes: [UInt8]
    private(set) var position: Int
    let end: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = 0
        end = bytes.count
    }

    /// Reads only `range`, which must lie inside.
    init(_ bytes: [UInt8], in range: Range<Int>) throws(CheckpointError) {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else { throw ByteReader.cut }
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    var remaining: Int { end - position }

    /// The next `count` bytes, as a range of `bytes`.
    mutating func take(_ count: Int) throws(CheckpointError) -> Range<Int> {
        guard count >= 0, count <= remaining else { throw ByteReader.cut }
        defer { position += count }
        return position..<position + count
    }

    mutating func u8() throws(CheckpointError) -> UInt8 { bytes[try take(1).lowerBound] }
    mutating func u16() throws(CheckpointError) -> Int { Int(try number(bytes: 2)) }
    mutating func u32() throws(CheckpointError) -> Int { Int(try number(bytes: 4)) }
    mutating func i32() throws(CheckpointError) -> Int { Int(Int32(truncatingIfNeeded: try number(bytes: 4))) }
    mutating func f32() throws(CheckpointError) -> Float {
        Float(bitPattern: UInt32(truncatingIfNeeded: try number(bytes: 4)))
    }

    /// An unsigned 64-bit number; those beyond `Int` can be no size or place in a file.
    mutating func u64() throws(CheckpointError) -> Int {
        guard let value = Int(exactly: try number(bytes: 8)) else { throw ByteReader.cut }
        return value
    }

    /// Bytes up to a line feed, which is skipped.
    mutating func line() throws(CheckpointError) -> String {
        guard let feed = bytes[position..<end].firstIndex(of: 0x0A) else { throw ByteReader.cut }
        let text = string(position..<feed)
        position = feed + 1
        return text
    }

    /// UTF-8; invalid bytes become replacement characters.
    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private mutating func number(bytes count: Int) throws(CheckpointError) -> UInt64 {
        let range = try take(count)
        var value: UInt64 = 0
        for index in range.reversed() { value = value << 8 | UInt64(bytes[index]) }
        return value
    }

    static var cut: CheckpointError {
        CheckpointError(.damaged, "the file is cut short or damaged", fix: "Copy or download it again")
    }
}
