/// Numbers appended to a file's bytes.
extension [UInt8] {
    mutating func append<Number: FixedWidthInteger>(number: Number) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }

    /// Every processor that the library runs on is little-endian.
    mutating func append(numbers: [Float]) { numbers.withUnsafeBytes { append(contentsOf: $0) } }

    /// Zeros up to the next multiple of `alignment`.
    mutating func pad(to alignment: Int) {
        append(contentsOf: repeatElement(0, count: (alignment - count % alignment) % alignment))
    }
}
