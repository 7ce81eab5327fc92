/// A record of a TFRecord file: the length of the data (64 bits, little endian), its checksum, the data, their
/// checksum.
enum Record {
    static func framing(_ data: [UInt8]) -> [UInt8] {
        let length = littleEndian(UInt64(data.count))
        return length + littleEndian(maskedChecksum(of: length)) + data + littleEndian(maskedChecksum(of: data))
    }

    /// The format does not store checksums as they are, since data may contain records with checksums of their own.
    static func maskedChecksum(of bytes: [UInt8]) -> UInt32 {
        let crc = CRC32C.of(bytes)
        return (crc >> 15 | crc << 17) &+ 0xA282_EAD8
    }

    private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
