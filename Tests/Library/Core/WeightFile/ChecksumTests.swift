import PanSECB
import Testing

/// The checksum against known values of the CRC-32 of zlib and PNG.
@Suite struct ChecksumTests {
    private func checksum(_ bytes: [UInt8]) -> UInt32 {
        var checksum = Checksum()
        bytes.withUnsafeBytes { checksum.add($0) }
        return checksum.value
    }

    @Test func hasTheKnownValues() {
        #expect(checksum([]) == 0)
        #expect(checksum([0]) == 0xd202_ef8d)
        #expect(checksum(Array("a".utf8)) == 0xe8b7_be43)
        #expect(checksum(Array("123456789".utf8)) == 0xcbf4_3926)
        #expect(checksum(Array("The quick brown fox jumps over the lazy dog".utf8)) == 0x414f_a339)
        #expect(checksum([UInt8](repeating: 0xff, count: 32)) == 0xff6c_ab0b)
        #expect(checksum((0..<32).map { UInt8($0) }) == 0x9126_7e8a)
    }

    /// Bytes are taken eight at a time and then singly: neither where they are parted nor their number matters.
    @Test func doesNotCareHowBytesAreParted() {
        let bytes = (0..<100).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 >> 3) }
        for count in 0...bytes.count {
            // Bit by bit, as the polynomial is defined.
            var bitwise = ~UInt32(0)
            for byte in bytes[..<count] {
                bitwise ^= UInt32(byte)
                for _ in 0..<8 { bitwise = bitwise & 1 == 1 ? 0xedb8_8320 ^ bitwise >> 1 : bitwise >> 1 }
            }
            #expect(checksum(Array(bytes[..<count])) == ~bitwise, "\(count) bytes")
        }
        for cut in 0...bytes.count {
            var parted = Checksum()
            bytes[..<cut].withUnsafeBytes { parted.add($0) }
            bytes[cut...].withUnsafeBytes { parted.add($0) }
            #expect(parted.value == checksum(bytes), "cut at \(cut)")
        }
    }
}
