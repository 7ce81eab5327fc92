import Foundation
import Images
import Testing

@Suite struct ReadingTests {
    @Test(arguments: [
        "grey1", "grey2", "grey4", "grey8", "grey16", "grey4-interlaced", "grey16-interlaced", "grey8-transparent",
    ])
    func greyPNG(name: String) throws {
        let bits = Int(String(name.drop { !$0.isNumber }.prefix { $0.isNumber }))!
        let picture = try Picture(contentsOf: Fixture.path(name + ".png"))
        #expect(picture.width == Fixture.width && picture.height == Fixture.height)
        #expect(
            picture.pixels
                == Fixture.pixels(channels: 3) { x, y, _ in
                    Fixture.eightBits(Fixture.value(x, y, 0, bits: bits), of: bits)
                })
        let labels = try LabelMap16(contentsOf: Fixture.path(name + ".png"))
        #expect(labels.labels == Fixture.pixels(channels: 1) { x, y, _ in UInt16(Fixture.value(x, y, 0, bits: bits)) })
    }

    @Test(arguments: [
        ("rgb8", 3), ("rgb16", 3), ("rgba8", 4), ("rgba16", 4), ("greyalpha8", 2), ("greyalpha16", 2),
        ("rgb8-transparent", 3), ("rgb8-interlaced", 3), ("rgb8-chunks", 3),
    ])
    func colourPNG(name: String, channels: Int) throws {
        let bits = name.contains("16") ? 16 : 8
        let picture = try Picture(contentsOf: Fixture.path(name + ".png"))
        #expect(
            picture.pixels
                == Fixture.pixels(channels: 3) { x, y, channel in
                    Fixture.eightBits(Fixture.value(x, y, channels < 3 ? 0 : channel, bits: bits), of: bits)
                })
        #expect(kind { try LabelMap16(contentsOf: Fixture.path(name + ".png")) } == .unsupported)
    }

    /// Opening it must not wait; a pipe into which somebody writes is a file like others.
    @Test(.timeLimit(.minutes(1))) func pipes() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/pipe.png"
        #expect(mkfifo(path, 0o600) == 0)
        #expect(kind { try Picture(contentsOf: path) } == .cannotRead)
        #expect(kind { try LabelMap16(contentsOf: path) } == .cannotRead)
        #expect(kind { try PNGInfo(contentsOf: path) } == .unknownFormat)
        let file = Fixture.path("grey8.png")
        let bytes = try #require(FileManager.default.contents(atPath: file))
        let descriptor = open(path, O_RDWR)
        #expect(bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == bytes.count)
        // The end comes when the last writer has gone.
        DispatchQueue.global().asyncAfter(deadline: .now() + 0.2) { close(descriptor) }
        #expect(try Picture(contentsOf: path) == Picture(contentsOf: file))
    }

    @Test(arguments: ["palette1", "palette2", "palette4", "palette8", "palette4-transparent"])
    func palettePNG(name: String) throws {
        let bits = Int(String(name.drop { !$0.isNumber }.prefix { $0.isNumber }))!
        let picture = try Picture(contentsOf: Fixture.path(name + ".png"))
        #expect(
            picture.pixels
                == Fixture.pixels(channels: 3) { x, y, channel in
                    let i = Fixture.value(x, y, 0, bits: bits)
                    return UInt8([i * 37 % 256, (i * 91 + 30) % 256, 255 - i][channel])
                })
        let labels = try LabelMap8(contentsOf: Fixture.path(name + ".png"))
        #expect(labels.labels == Fixture.pixels(channels: 1) { x, y, _ in UInt8(Fixture.value(x, y, 0, bits: bits)) })
    }

    @Test(arguments: [
        "baseline", "full-colour", "progressive", "restart", "grey", "cmyk", "orientation1", "orientation2",
        "orientation3",
        "orientation4", "orientation5", "orientation6", "orientation7", "orientation8",
    ])
    func jpeg(name: String) throws {
        let picture = try Picture(contentsOf: Fixture.path(name + ".jpg"))
        let expected = try Fixture.bytes(name + ".rgb")
        let isTurned = ("5"..."8").contains(name.suffix(1))
        #expect(picture.width == (isTurned ? Fixture.height : Fixture.width))
        #expect(picture.pixels.count == expected.count)
        // Another libjpeg may round otherwise.
        #expect(zip(picture.pixels, expected).allSatisfy { abs(Int($0) - Int($1)) <= 3 })
    }

    @Test func sixteenBitsDoNotFitIntoEight() {
        #expect(kind { try LabelMap8(contentsOf: Fixture.path("grey16.png")) } == .unsupported)
    }

    @Test func jpegIsNoLabelMap() {
        #expect(kind { try LabelMap16(contentsOf: Fixture.path("grey.jpg")) } == .unsupported)
    }

    @Test(arguments: [
        ("arithmetic.jpg", ImageError.Kind.unsupported), ("short-of-pixels.jpg", .damaged),
        ("short-of-pixels.png", .damaged),
        ("too-wide.jpg", .limit), ("too-wide.png", .limit), ("baseline.rgb", .unknownFormat),
        ("missing.png", .cannotRead),
        (".", .cannotRead), ("make_fixtures.py/x", .cannotRead), ("", .cannotRead),
    ])
    func refused(name: String, expected: ImageError.Kind) {
        #expect(kind { try Picture(contentsOf: Fixture.path(name)) } == expected)
    }

    @Test func emptyFile() throws {
        try withTemporaryFolder { folder in
            try Data().write(to: URL(fileURLWithPath: folder + "/empty.png"))
            #expect(kind { try Picture(contentsOf: folder + "/empty.png") } == .unknownFormat)
        }
        #expect(kind { try Picture(decoding: []) } == .unknownFormat)
    }

    @Test func errorsNameTheFile() {
        let error = #expect(throws: ImageError.self) { try Picture(contentsOf: "/nowhere/street.jpg") }
        #expect(error?.description == "/nowhere/street.jpg: cannot read: No such file or directory")
    }

    @Test func threadsDoNotDisturbEachOther() throws {
        let png = try Fixture.bytes("rgb8.png"), jpeg = try Fixture.bytes("baseline.jpg")
        let pictures = [try Picture(decoding: png), try Picture(decoding: jpeg)]
        DispatchQueue.concurrentPerform(iterations: 64) { i in
            #expect((try? Picture(decoding: i % 2 == 0 ? png : jpeg)) == pictures[i % 2])
            #expect(throws: ImageError.self) { try Picture(decoding: [UInt8]((i % 2 == 0 ? png : jpeg).dropLast(9))) }
        }
    }
}

/// The kind of error that an action ends with.
func kind<Result>(_ action: () throws -> Result) -> ImageError.Kind? {
    do {
        _ = try action()
        return nil
    } catch {
        return (error as? ImageError)?.kind
    }
}
