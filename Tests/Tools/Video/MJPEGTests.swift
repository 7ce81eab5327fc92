import Foundation
import Images
import Testing
import Video

@Suite struct MJPEGTests {
    /// JPEG files of the tests of Images: baseline, progressive, with restarts, with Exif data.
    private func file(_ name: String) throws -> [UInt8] {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return [UInt8](try Data(contentsOf: tests.appendingPathComponent("Images/Fixtures/\(name).jpg")))
    }

    private let names = ["baseline", "progressive", "restart", "orientation6", "full-colour", "grey"]

    @Test func framesAreThePicturesOfTheFiles() throws {
        let files = try names.map(file)
        let (pictures, error) = frames(of: files.flatMap { $0 })
        #expect(error == nil)
        #expect(try pictures == files.map { try Picture(decoding: $0) })
    }

    @Test func zerosBetweenFrames() throws {
        let baseline = try file("baseline")
        let (pictures, error) = frames(of: baseline + [0, 0, 0] + baseline + [0])
        #expect(error == nil && pictures.count == 2)
    }

    @Test func framesBeforeAnErrorAreKept() throws {
        let baseline = try file("baseline")
        for count in 1..<baseline.count {
            let (pictures, error) = frames(of: baseline + baseline[..<count])
            #expect(pictures.count == 1 && error?.kind == .damaged)
            #expect(
                error?.description.hasPrefix("standard input: frame 2: ") == true,
                "\(count): \(error?.description ?? "")")
        }
        let garbage = frames(of: baseline + Array("--boundary".utf8) + baseline)
        #expect(garbage.pictures.count == 1 && garbage.error?.kind == .damaged)
    }

    /// Changed bytes may spoil a picture or more; nothing else.
    @Test func damageIsAnError() throws {
        let bytes = try file("baseline") + file("restart")
        for position in stride(from: 3, to: bytes.count, by: 3) {
            for value: UInt8 in [0, 0xff, 0xd9, 0x41] {
                var changed = bytes
                changed[position] = value
                let (pictures, error) = frames(of: changed)
                #expect(pictures.count == 2 || error != nil)
            }
        }
    }
}
