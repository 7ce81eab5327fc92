import Foundation
import Images
import Testing

@testable import TrainingLog

@Suite struct EventFileTests {
    /// Test vectors of RFC 3720, B.4, and the one of every catalogue of CRCs.
    @Test func checksums() {
        #expect(CRC32C.of(Array("123456789".utf8)) == 0xE306_9283)
        #expect(CRC32C.of([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(CRC32C.of([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(CRC32C.of((0..<32).map { UInt8($0) }) == 0x46DD_794E)
        #expect(CRC32C.of((0..<32).reversed().map { UInt8($0) }) == 0x113F_DB5C)
        #expect(CRC32C.of([UInt8]()) == 0)
    }

    @Test func framing() {
        let data = Array("123456789".utf8), record = Record.framing(data)
        #expect(record.count == 8 + 4 + data.count + 4)
        #expect(record[..<8] == [9, 0, 0, 0, 0, 0, 0, 0])
        #expect(Array(record[12..<21]) == data)
        #expect(word(record[8...]) == Record.maskedChecksum(of: Array(record[..<8])))
        #expect(word(record[21...]) == 0xC78A_B0E5)  // 0xE3069283 turned right by 15 bits, plus 0xA282EAD8
    }

    @Test func eventsAsWritten() throws {
        try withTemporaryFolder { folder in
            let file = try EventFile(folder: folder, startingAt: 40)
            let before = Date().timeIntervalSince1970
            try file.scalar("loss", 0.1, step: 41, wallTime: 5.5)
            try file.text("note", "grün", step: 42)
            let picture = try Picture(width: 2, height: 1, pixels: [1, 2, 3, 4, 5, 6])
            try file.image("view", picture, step: 43)

            // Nothing was flushed or closed.
            let events = try events(file.path)
            #expect(events.count == 5)
            #expect(events[0].what == .fileVersion("brain.Event:2"))
            #expect(events[1].sessionLog.status == .start && events[1].step == 40)
            #expect(events[2].step == 41 && events[2].wallTime == 5.5)
            #expect(events[2].summary.value[0].tag == "loss" && events[2].summary.value[0].simpleValue == 0.1)
            #expect(events[3].summary.value[0].tensor.stringVal == [Data("grün".utf8)])
            let image = events[4].summary.value[0].image
            #expect(image.width == 2 && image.height == 1 && image.colorspace == 3)
            #expect(try Picture(decoding: [UInt8](image.encodedImageString)) == picture)
            #expect(abs(events[4].wallTime - before) < 60)
            try file.flush()
            try file.close()
        }
    }

    /// A name with the largest number has no later one.
    @Test func namesOfNoTimeDoNotCount() throws {
        try withTemporaryFolder { folder in
            for name in ["\(Int.max)", "99999999999999999999", "-1"] {
                try write("", to: "\(folder)/events.out.tfevents.\(name).x")
            }
            let path = try EventFile(folder: folder).path
            let name = try #require(path.split(separator: "/").last)
            let seconds = try #require(Int(name.dropFirst("events.out.tfevents.".count).prefix { $0 != "." }))
            #expect(abs(Double(seconds) - Date().timeIntervalSince1970) < 1000)
        }
    }

    @Test func laterFilesHaveLaterNames() throws {
        try withTemporaryFolder { folder in
            // Of a run on a machine whose clock is wrong.
            try write("", to: folder + "/events.out.tfevents.4000000000.far.1")
            try write("", to: folder + "/events.out.tfevents.nonsense")
            var names: [String] = ["events.out.tfevents.4000000000.far.1"]
            for _ in 0..<3 { names.append(URL(fileURLWithPath: try EventFile(folder: folder).path).lastPathComponent) }
            #expect(names == names.sorted() && Set(names).count == 4)
            #expect(names[1].hasPrefix("events.out.tfevents.4000000001.") && names[1].hasSuffix(".\(getpid())"))
        }
    }

    @Test func makesItsFolder() throws {
        try withTemporaryFolder { folder in
            let file = try EventFile(folder: folder + "/a/b")
            #expect(file.path.hasPrefix(folder + "/a/b/events.out.tfevents."))
        }
    }

    @Test func folderThatCannotBe() throws {
        try withTemporaryFolder { folder in
            try write("", to: folder + "/file")
            let error = #expect(throws: LogError.self) { try EventFile(folder: folder + "/file") }
            #expect(error?.kind == .cannotWrite)
            #expect(error?.description.contains(folder + "/file") == true)
        }
    }

    @Test func fullDiskIsAnError() throws {
        let file = EventFile(file: try AppendedFile(path: "/dev/full", .existing))
        for _ in 0..<3 {
            let error = #expect(throws: LogError.self) { try file.scalar("loss", 1, step: 0) }
            #expect(error?.kind == .cannotWrite && error?.file == "/dev/full")
            #expect(error?.problem.contains("No space left") == true)
        }
        #expect(throws: LogError.self) {
            try file.image("view", try Picture(width: 1, height: 1, pixels: [1, 2, 3]), step: 0)
        }
    }

    @Test func closedIsAnError() throws {
        try withTemporaryFolder { folder in
            let file = try EventFile(folder: folder)
            try file.close()
            try file.close()
            try file.flush()
            #expect(throws: LogError.self) { try file.scalar("loss", 1, step: 0) }
            #expect(try events(file.path).count == 2)
        }
    }

    /// The records of a file, their lengths and checksums verified.
    private func events(_ path: String) throws -> [Tensorboard_Event] {
        var bytes = try content(path)[...], events: [Tensorboard_Event] = []
        while !bytes.isEmpty {
            let length = Int(word(bytes)), header = Array(bytes.prefix(8))
            #expect(word(bytes.dropFirst(8)) == Record.maskedChecksum(of: header))
            let data = Array(bytes.dropFirst(12).prefix(length))
            #expect(word(bytes.dropFirst(12 + length)) == Record.maskedChecksum(of: data))
            events.append(try Tensorboard_Event(serializedBytes: data))
            bytes = bytes.dropFirst(16 + length)
        }
        return events
    }

    private func word(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.prefix(4).enumerated().reduce(0) { $0 | UInt32($1.element) << UInt32(8 * $1.offset) }
    }
}
