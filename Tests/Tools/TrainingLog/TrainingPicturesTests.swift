import Images
import Testing

@testable import TrainingLog

@Suite struct TrainingPicturesTests {
    private let colours = [
        OverlayClass(name: "road", red: 128, green: 64, blue: 128),
        OverlayClass(name: "sky", red: 70, green: 130, blue: 180),
    ]

    @Test func classesUpright() throws {
        let picture = try TrainingPictures.classes(width: 3, height: 2, map: [0, 1, 255, 1, 1, 2], colours: colours)
        #expect(picture.width == 3 && picture.height == 2)
        #expect(picture.pixels == [128, 64, 128, 70, 130, 180, 0, 0, 0, 70, 130, 180, 70, 130, 180, 0, 0, 0])
    }

    @Test func objectsDifferAndTheRestStays() throws {
        let width = 120, height = 60
        let image = try Picture(width: width, height: height, pixels: [UInt8](repeating: 90, count: width * height * 3))
        // Twelve touching strips in the upper half, numbered as a panoptic map does.
        let map = (0..<width * height).map { $0 / width < 30 ? UInt32(26001 + $0 % width / 10) : 0 }
        let picture = try TrainingPictures.objects(over: image, map: map)
        #expect(picture.width == width && picture.height == height)
        let middles = (0..<12).map { pixel(picture, $0 * 10 + 5, 10) }
        #expect(Set(middles).count == 12)
        for (a, b) in zip(middles, middles.dropFirst()) {
            #expect(zip(a, b).map { abs(Int($0) - Int($1)) }.max()! > 50)
        }
        #expect(pixel(picture, 60, 50) == [90, 90, 90])
        // Fewer objects: those that stay have their colours.
        let fewer = try TrainingPictures.objects(over: image, map: map.map { $0 > 26006 ? 0 : $0 })
        #expect(pixel(fewer, 35, 10) == middles[3] && pixel(fewer, 95, 10) == [90, 90, 90])
    }

    @Test func seedsAreTheHighestOfAllClasses() throws {
        let width = 40, height = 4
        var maps = [Float](repeating: 0, count: 3 * width * height)
        maps[1 * width * height + 2 * width + 7] = 1
        maps[2 * width * height + 0 * width + 30] = 0.5
        let picture = try TrainingPictures.seeds(width: width, height: height, maps: maps)
        let low = pixel(picture, 0, 0), half = pixel(picture, 30, 0), high = pixel(picture, 7, 2)
        #expect(brightness(low) < brightness(half) && brightness(half) < brightness(high))
        for y in 0..<height {
            for x in 0..<width where (x, y) != (7, 2) && (x, y) != (30, 0) { #expect(pixel(picture, x, y) == low) }
        }
    }

    /// The range is fixed: pictures of different steps can be compared.
    @Test func seedsHaveOneScale() throws {
        let weak = try TrainingPictures.seeds(width: 2, height: 1, maps: [0.1, 0.2])
        let strong = try TrainingPictures.seeds(width: 2, height: 1, maps: [0.2, 0.9])
        #expect(pixel(weak, 1, 0) == pixel(strong, 0, 0))
    }

    @Test func notANumberShows() throws {
        for maps: [Float] in [[.nan, 0.5, 0.5, 0.5], [0.5, 0.5, .nan, 0.5]] {
            let picture = try TrainingPictures.seeds(width: 2, height: 1, maps: maps)
            #expect(pixel(picture, 0, 0) == [0, 255, 140] && pixel(picture, 1, 0) != [0, 255, 140])
        }
    }

    @Test func sigmaIsTheMean() throws {
        let two = try TrainingPictures.sigma(width: 2, height: 1, maps: [0, 1, 2, 5], range: 0...4)
        let mean = try TrainingPictures.sigma(width: 2, height: 1, maps: [1, 3], range: 0...4)
        #expect(two == mean)
        let own = try TrainingPictures.sigma(width: 2, height: 1, maps: [-7, 11])
        let given = try TrainingPictures.sigma(width: 2, height: 1, maps: [-7, 11], range: -7...11)
        #expect(own == given)
    }

    @Test func sizesMustFit() throws {
        #expect(throws: ImageError.self) {
            try TrainingPictures.classes(width: 2, height: 2, map: [1], colours: colours)
        }
        #expect(throws: ImageError.self) { try TrainingPictures.seeds(width: 2, height: 2, maps: [1, 2, 3]) }
        #expect(throws: ImageError.self) { try TrainingPictures.seeds(width: 2, height: 2, maps: []) }
        #expect(throws: ImageError.self) { try TrainingPictures.sigma(width: 0, height: 2, maps: []) }
        #expect(throws: ImageError.self) { try TrainingPictures.sigma(width: .max, height: .max, maps: [1]) }
        let image = try Picture(width: 1, height: 1, pixels: [0, 0, 0])
        #expect(throws: ImageError.self) { try TrainingPictures.objects(over: image, map: [1, 2]) }
    }

    private func pixel(_ picture: Picture, _ x: Int, _ y: Int) -> [UInt8] {
        Array(picture.pixels[(y * picture.width + x) * 3..<(y * picture.width + x) * 3 + 3])
    }

    private func brightness(_ pixel: [UInt8]) -> Int { pixel.reduce(0) { $0 + Int($1) } }
}
