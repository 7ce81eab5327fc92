/// CRC-32 of zlib and PNG, eight bytes a step. A whole model is summed at load, so it has to run at memory speed.
package struct Checksum {
    private let tables: [UInt32]
    private var state: UInt32 = 0xffff_ffff

    package init() {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var value = UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
            tables[byte] = value
        }
        for i in 256..<8 * 256 { tables[i] = tables[Int(tables[i - 256] & 255)] ^ (tables[i - 256] >> 8) }
        self.tables = tables
    }

    package var value: UInt32 { ~state }

    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var crc = state
        var i = 0
        tables.withUnsafeBufferPointer { t in
            while i + 8 <= bytes.count {
                let low = crc ^ UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: i, as: UInt32.self))
                let high = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: i + 4, as: UInt32.self))
                let a = t[0x700 + Int(low & 255)] ^ t[0x600 + Int(low >> 8 & 255)]
                let b = t[0x500 + Int(low >> 16 & 255)] ^ t[0x400 + Int(low >> 24)]
                let c = t[0x300 + Int(high & 255)] ^ t[0x200 + Int(high >> 8 & 255)]
                let d = t[0x100 + Int(high >> 16 & 255)] ^ t[Int(high >> 24)]
                crc = a ^ b ^ c ^ d
                i += 8
            }
            while i < bytes.count {
                crc = t[Int((crc ^ UInt32(bytes[i])) & 255)] ^ (crc >> 8)
                i += 1
            }
        }
        state = crc
    }
}
