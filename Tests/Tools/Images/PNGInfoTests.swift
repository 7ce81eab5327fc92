import Foundation
import Images
import Testing

@Suite struct PNGInfoTests {
    @Test(arguments: [
        ("grey1", 1), ("grey4-interlaced", 4), ("grey8", 8), ("grey16", 16), ("palette2", 2), ("rgb8-chunks", 8),
        ("rgba16", 16),
    ])
    func readsTheFirstChunk(name: String, bits: Int) throws {
        let info = try PNGInfo(contentsOf: Fixture.path(name + ".png"))
        #expect(info.width == Fixture.width && info.height == Fixture.height && info.bitDepth == bits && info.hasEnd)
    }

    @Test(arguments: [
        ("grey8", false), ("grey16", false), ("palette2", false), ("rgb8-chunks", true), ("rgba16", true),
    ])
    func tellsColoursFromGreyAndPalettes(name: String, isRGB: Bool) throws {
        #expect(try PNGInfo(contentsOf: Fixture.path(name + ".png")).isRGB == isRGB)
    }

    @Test func seesThatTheEndIsMissing() throws {
        let bytes = try Fixture.bytes("grey16.png")
        try withTemporaryFolder { folder in
            for count in [bytes.count - 1, 40, 26] {
                try Data(bytes.prefix(count)).write(to: URL(fileURLWithPath: folder + "/cut.png"))
                #expect(try PNGInfo(contentsOf: folder + "/cut.png").hasEnd == false)
            }
            try Data(bytes.prefix(25)).write(to: URL(fileURLWithPath: folder + "/cut.png"))
            #expect(kind { try PNGInfo(contentsOf: folder + "/cut.png") } == .unknownFormat)
        }
    }

    @Test(arguments: [
        ("baseline.jpg", ImageError.Kind.unknownFormat), ("missing.png", .cannotRead), (".", .cannotRead),
    ])
    func refused(name: String, expected: ImageError.Kind) {
        #expect(kind { try PNGInfo(contentsOf: Fixture.path(name)) } == expected)
    }

    @Test func crops() throws {
        let picture = try Picture(width: 4, height: 3, pixels: Array(0..<36)),
            map = try LabelMap16(width: 4, height: 3, labels: Array(0..<12))
        #expect(
            picture.cropped(x: 1, y: 1, width: 2, height: 2).pixels == [15, 16, 17, 18, 19, 20, 27, 28, 29, 30, 31, 32])
        #expect(map.cropped(x: 1, y: 1, width: 3, height: 2).labels == [5, 6, 7, 9, 10, 11])
        #expect(map.cropped(x: 0, y: 0, width: 4, height: 3) == map)
    }
}
