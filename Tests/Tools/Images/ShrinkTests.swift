import Images
import Testing

@Suite struct ShrinkTests {
    @Test func pixelsAreMeans() throws {
        let values: [UInt8] = [0, 10, 20, 30, 100, 102, 200, 255]
        let picture = try Picture(width: 4, height: 2, pixels: values.flatMap { [$0, $0, 255 - $0] })
        let half = try picture.shrunk(toWidth: 2)
        #expect(half.width == 2 && half.height == 1)
        #expect(half.pixels == [53, 53, 202, 126, 126, 129])
    }

    @Test func narrowPicturesStay() throws {
        let picture = try Picture(width: 2, height: 1, pixels: [1, 2, 3, 4, 5, 6])
        #expect(try picture.shrunk(toWidth: 2) == picture && picture.shrunk(toWidth: 0) == picture)
    }

    /// One colour stays that colour, whatever the sizes.
    @Test func sharesAddUp() throws {
        for (width, height) in [(100, 3), (17, 400), (1000, 1)] {
            let picture = try Picture(width: width, height: height, pixels: even(width * height))
            for limit in [1, 2, 3, 7, 16] where limit < width {
                let small = try picture.shrunk(toWidth: limit)
                #expect(small.width == limit && small.height == max(height * limit / width, 1))
                #expect(small.pixels == even(small.width * small.height))
            }
        }
    }

    private func even(_ count: Int) -> [UInt8] { [[UInt8]](repeating: [7, 128, 255], count: count).flatMap { $0 } }
}
