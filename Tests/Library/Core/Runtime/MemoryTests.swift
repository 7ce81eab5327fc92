import CPanSECB
import Testing

@testable import PanSECB

@Suite struct MemoryTests {
    @Test func sizesAreRoundedUp() {
        for bytes in 0...1000 {
            let aligned = Memory.aligned(bytes)
            #expect(aligned % Memory.alignment == 0 && aligned >= bytes && aligned - bytes < Memory.alignment)
        }
        #expect(Memory.aligned(1 << 40 + 1) == 1 << 40 + 64)
    }

    @Test(arguments: [0, 1, 63, 64, 1000, 5_000_000], [true, false])
    func memoryIsAlignedAndWritable(bytes: Int, isFilled: Bool) throws {
        let memory = try Memory.take(bytes, for: "a test", isFilled: isFilled)
        #expect(memory.bytes == bytes)
        #expect(UInt(bitPattern: memory.start) % UInt(Memory.alignment) == 0)
        memory.start.initializeMemory(as: UInt8.self, repeating: 0xA5, count: bytes)
        let contents = UnsafeRawBufferPointer(start: memory.start, count: bytes)
        #expect(contents.allSatisfy { $0 == 0xA5 })
    }

    @Test(arguments: [-1, Int.min, Int.max, 1 << 60])
    func whatCannotBeHadIsAFailure(bytes: Int) {
        do {
            _ = try Memory.take(bytes, for: "a test")
            Issue.record("\(bytes) bytes were given")
        } catch {
            #expect(error.status == PANSECB_OUT_OF_MEMORY)
            #expect("\(error.text)" == "no memory: \(bytes) bytes for a test")
        }
    }
}
