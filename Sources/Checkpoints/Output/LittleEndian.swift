/// Numbers appended to a file's bytes.
extension [UInt8] {
    mutating func append<Number: FixedWidthInteger>(number: Number) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }

    mutating func append(number: Float) { append(number: number.bitPattern) }

    mutating func append(numbers: [Float]) {
        reserveCapacity(count + numbers.count * 4)
        for number in numbers { append(number: number.bitPattern) }
    }

    /// Zeros up to the next multiple of `alignment`.
    mutating func pad(to alignment: Int) {
        append(contentsOf: repeatElement(0, count: (alignment - count % alignment) % alignment))
    }
}
