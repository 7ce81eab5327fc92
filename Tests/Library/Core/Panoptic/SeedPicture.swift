@testable import PanSECB

/// `SeedBits` with given pixels set, in memory of their own.
final class SeedPicture {
    let bits: SeedBits
    private let memory: UnsafeMutableRawPointer

    /// - Parameter seeds: pixel numbers of each thing class.
    init(width: Int, height: Int, seeds: [[Int]]) {
        let bytes = SeedBits.bytes(seeds.count, width: width, height: height)
        memory = .allocate(byteCount: bytes, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        bits = SeedBits(memory, width: width, height: height)
        for (thing, pixels) in seeds.enumerated() {
            for pixel in pixels {
                let x = pixel % width, row = bits.row(pixel / width) + thing * bits.wordsOfClass
                row[x / 64] |= 1 << UInt64(x % 64)
            }
        }
    }

    deinit { memory.deallocate() }
}
