import Foundation
import Images
import Testing

@Suite struct WritingTests {
    @Test func picture() throws {
        try withTemporaryFolder { folder in
            let picture = try Picture(
                width: Fixture.width, height: Fixture.height,
                pixels: Fixture.pixels(channels: 3) { UInt8($0 * 7 + $1 * 5 + $2) })
            try picture.writePNG(to: folder + "/a.png")
            #expect(try Picture(contentsOf: folder + "/a.png") == picture)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.png"])
        }
    }

    @Test func labelMaps() throws {
        try withTemporaryFolder { folder in
            let wide = try LabelMap16(
                width: Fixture.width, height: Fixture.height,
                labels: Fixture.pixels(channels: 1) { x, y, _ in UInt16(x * 2849 + y) })
            try wide.writePNG(to: folder + "/wide.png")
            #expect(try LabelMap16(contentsOf: folder + "/wide.png") == wide)
            let narrow = try LabelMap8(
                width: Fixture.width, height: Fixture.height,
                labels: Fixture.pixels(channels: 1) { x, y, _ in UInt8(x * 10 + y) })
            try narrow.writePNG(to: folder + "/narrow.png")
            #expect(try LabelMap8(contentsOf: folder + "/narrow.png") == narrow)
            #expect(try LabelMap16(contentsOf: folder + "/narrow.png").labels == narrow.labels.map(UInt16.init))
        }
    }

    @Test func inMemoryAsInAFile() throws {
        try withTemporaryFolder { folder in
            for (width, height) in [(1, 1), (Fixture.width, Fixture.height), (700, 300)] {
                let picture = try Picture(
                    width: width, height: height,
                    pixels: (0..<width * height * 3).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) })
                let bytes = try picture.encodedPNG()
                #expect(try Picture(decoding: bytes) == picture)
                try picture.writePNG(to: folder + "/a.png")
                #expect(bytes == [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/a.png"))))
            }
        }
    }

    @Test func jpegInMemory() throws {
        var pixels: [UInt8] = []
        for y in 0..<61 { for x in 0..<83 { pixels += [UInt8(x * 3), UInt8(y * 4), UInt8(200 - x - y)] } }
        let picture = try Picture(width: 83, height: 61, pixels: pixels)
        let good = try picture.encodedJPEG(quality: 95), small = try picture.encodedJPEG(quality: 20)
        #expect(small.count < good.count && good.count < pixels.count)
        let decoded = try Picture(decoding: good)
        #expect(decoded.width == 83 && decoded.height == 61)
        #expect(zip(decoded.pixels, pixels).allSatisfy { abs(Int($0) - Int($1)) <= 12 })
        #expect(try Picture(decoding: dot(200).encodedJPEG(quality: 100)) == dot(200))
        for quality in [0, 101, -1, Int.max] {
            #expect(kind { try picture.encodedJPEG(quality: quality) } == .invalidArgument)
        }
    }

    @Test func replacesAFile() throws {
        try withTemporaryFolder { folder in
            try dot(1).writePNG(to: folder + "/a.png")
            try dot(2).writePNG(to: folder + "/a.png")
            #expect(try Picture(contentsOf: folder + "/a.png") == dot(2))
        }
    }

    @Test func missingFolder() throws {
        #expect(kind { try dot(1).writePNG(to: "/nowhere/a.png") } == .cannotWrite)
    }

    @Test func folderInTheWay() throws {
        try withTemporaryFolder { folder in
            #expect(kind { try dot(1).writePNG(to: folder) } == .cannotWrite)
            #expect(kind { try dot(1).writePNG(to: folder + "/") } == .cannotWrite)
        }
    }

    @Test func deviceIsLeftAlone() throws {
        #expect(kind { try dot(1).writePNG(to: "/dev/null") } == .cannotWrite)
    }

    /// The temporary file can be written here, but not renamed: it must not stay behind.
    @Test func nameTooLong() throws {
        try withTemporaryFolder { folder in
            #expect(kind { try dot(1).writePNG(to: folder + "/" + String(repeating: "a", count: 300)) } == .cannotWrite)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(left == [])
        }
    }

    @Test(.enabled(if: getuid() != 0, "root may write everywhere"))
    func protectedFolderKeepsTheOldFile() throws {
        try withTemporaryFolder { folder in
            try dot(1).writePNG(to: folder + "/a.png")
            try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
            #expect(kind { try dot(2).writePNG(to: folder + "/a.png") } == .cannotWrite)
            #expect(try Picture(contentsOf: folder + "/a.png") == dot(1))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
        }
    }

    @Test func sizesMustFit() {
        #expect(kind { try Picture(width: 2, height: 2, pixels: [1, 2, 3]) } == .invalidArgument)
        #expect(kind { try Picture(width: 0, height: 2, pixels: []) } == .limit)
        #expect(kind { try Picture(width: .max, height: .max, pixels: []) } == .limit)
        #expect(kind { try Picture(width: -1, height: -1, pixels: [1, 2, 3]) } == .limit)
        #expect(kind { try LabelMap16(width: 3, height: 1, labels: [1, 2]) } == .invalidArgument)
    }

    private func dot(_ value: UInt8) throws -> Picture {
        try Picture(width: 1, height: 1, pixels: [value, value, value])
    }
}
