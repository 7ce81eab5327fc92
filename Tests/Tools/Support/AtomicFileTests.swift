import Foundation
import Support
import Testing

@Suite struct AtomicFileTests {
    @Test func replacesFilesAtOnce() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = folder + "/m.pansecb"
        try AtomicFile.write([1, 2, 3], to: file)
        try AtomicFile.write([4], to: file)
        #expect(FileManager.default.contents(atPath: file) == Data([4]))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["m.pansecb"])

        // Neither a pipe, nor a link to one, is replaced.
        #expect(mkfifo(folder + "/pipe", 0o600) == 0)
        try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: folder + "/pipe")
        for name in ["/pipe", "/link"] {
            #expect(
                #expect(throws: FileError.self) { try AtomicFile.write([5], to: folder + name) }?.kind
                    == .cannotWrite)
        }
        for name in ["/pipe", "/link"] { try FileManager.default.removeItem(atPath: folder + name) }

        // A folder can't be replaced by a file; nothing may be left behind.
        try FileManager.default.createDirectory(atPath: folder + "/taken", withIntermediateDirectories: true)
        #expect(
            #expect(throws: FileError.self) { try AtomicFile.write([5], to: folder + "/taken") }?.kind
                == .cannotWrite)
        #expect(throws: FileError.self) { try AtomicFile.write([5], to: folder + "/missing/m.pansecb") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["m.pansecb", "taken"])
    }

    @Test func readsWholeFiles() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { unlink(file) }
        let bytes = (0..<5000).map { UInt8(truncatingIfNeeded: $0) }
        try AtomicFile.write(bytes, to: file)
        #expect(try readFile(file, limit: 5000) == bytes)
        #expect(#expect(throws: FileError.self) { try readFile(file, limit: 4999) }?.kind == .cannotRead)
        for name in [file + "/in a file", file + ".missing", "/dev/null", "/"] {
            let error = #expect(throws: FileError.self) { try readFile(name, limit: 1 << 20) }
            #expect(error?.kind == .cannotRead && error?.file == name)
        }
    }
}
