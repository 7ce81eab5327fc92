import Images
import Testing

@Suite struct ResizeTests {
    private func grey(_ width: Int, _ height: Int, _ values: [UInt8]) throws -> Picture {
        try Picture(width: width, height: height, pixels: values.flatMap { [$0, $0, 255 - $0] })
    }

    /// Where both sides shrink, pixels are means of what they cover, whole or in part.
    @Test func meansWhereItShrinks() throws {
        let picture = try grey(3, 2, [0, 30, 60, 90, 120, 150])
        #expect(try picture.resized(width: 1, height: 1) == grey(1, 1, [75]))
        // Two pixels of three: the middle one belongs to both by half.
        #expect(try picture.resized(width: 2, height: 2) == grey(2, 2, [10, 50, 100, 140]))
    }

    /// Where a side grows, pixels lie between centres; beyond the outer centres they keep their value.
    @Test func interpolatesWhereItGrows() throws {
        let picture = try grey(2, 1, [0, 100])
        #expect(try picture.resized(width: 4, height: 1) == grey(4, 1, [0, 25, 75, 100]))
        #expect(
            try picture.resized(width: 4, height: 3) == grey(4, 3, [0, 25, 75, 100, 0, 25, 75, 100, 0, 25, 75, 100]))
    }

    /// One side grows, the other shrinks.
    @Test func sidesAreIndependent() throws {
        let picture = try grey(2, 2, [0, 100, 20, 120])
        #expect(try picture.resized(width: 4, height: 1) == grey(4, 1, [10, 35, 85, 110]))
        #expect(try picture.resized(width: 2, height: 2) == picture)
    }

    @Test func refusesSizesThatNoPictureHas() throws {
        let picture = try grey(1, 1, [9])
        for (width, height) in [(0, 1), (1, -1), (Picture.maxSide + 1, 1)] {
            #expect(throws: ImageError.self) { try picture.resized(width: width, height: height) }
        }
    }

    @Test func labelsAreThoseOfTheNearestPixel() throws {
        let map = try LabelMap16(width: 4, height: 2, labels: [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(map.resized(width: 2, height: 1).labels == [6, 8])
        #expect(map.resized(width: 8, height: 2).labels == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8])
        #expect(map.resized(width: 4, height: 2) == map)
        // There and back is exact where the size between is larger, by whatever factor.
        #expect(map.resized(width: 7, height: 3).resized(width: 4, height: 2) == map)
    }
}
