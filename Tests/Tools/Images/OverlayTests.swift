import SplitMix
import Testing

@testable import Images

@Suite struct OverlayTests {
    private let classes = [
        OverlayClass(name: "road", red: 128, green: 64, blue: 128),
        OverlayClass(name: "car", red: 0, green: 0, blue: 142),
        OverlayClass(name: "sky", red: 70, green: 130, blue: 180),
    ]

    private struct Scene {
        var picture: Picture
        var map: [UInt32]
        var segments = [
            OverlaySegment(id: 7, classIndex: 0, isThing: false, score: 1),
            OverlaySegment(id: 26001, classIndex: 1, isThing: true, score: 0.98),
        ]
    }

    /// A road with one rectangular car, on grey.
    private func scene(_ width: Int, _ height: Int, car: Box) throws -> Scene {
        var map = [UInt32](repeating: 7, count: width * height)
        for y in car.y..<car.maxY {
            for x in car.x..<car.maxX { map[y * width + x] = 26001 }
        }
        let grey = [UInt8](repeating: 100, count: width * height * 3)
        return Scene(picture: try Picture(width: width, height: height, pixels: grey), map: map)
    }

    private func draw(_ scene: Scene, labels: Bool = false, legend: Bool = false) throws -> Picture {
        try Overlay.draw(
            picture: scene.picture, panopticMap: scene.map, segments: scene.segments, classes: classes,
            options: Overlay.Options(labels: labels, legend: legend))
    }

    private func pixel(_ picture: Picture, _ x: Int, _ y: Int) -> [UInt8] {
        Array(picture.pixels[(y * picture.width + x) * 3..<(y * picture.width + x) * 3 + 3])
    }

    @Test func outlineIsAtTheBorderOnly() throws {
        let picture = try draw(try scene(400, 400, car: Box(x: 100, y: 100, width: 100, height: 60)))
        let inside = pixel(picture, 150, 130), road = pixel(picture, 10, 10)
        #expect(picture.width == 400 && picture.height == 400)
        #expect(road == [111, 86, 111])  // 60 % of 100 and 40 % of the class's colour
        for y in 104..<156 {
            for x in 104..<196 { #expect(pixel(picture, x, y) == inside) }
        }
        for (x, y) in [(100, 130), (101, 130), (199, 130), (150, 100), (150, 101), (150, 159)] {
            #expect(pixel(picture, x, y).min()! > 180, "light inside \(x), \(y)")
        }
        for (x, y) in [(99, 130), (200, 130), (150, 99), (150, 160)] {
            #expect(pixel(picture, x, y).max()! < 60, "dark outside \(x), \(y)")
        }
        for (x, y) in [(97, 130), (202, 130), (150, 97), (150, 162)] { #expect(pixel(picture, x, y) == road) }
    }

    @Test func frameIsNoBorder() throws {
        let picture = try draw(try scene(400, 400, car: Box(x: 0, y: 300, width: 80, height: 100)))
        #expect(pixel(picture, 0, 399) == pixel(picture, 40, 350))
    }

    @Test func distancesAreEuclidean() {
        var dice = SplitMix64(seed: 3)
        let width = 19, height = 14
        for reach in 1...6 {
            let owners = (0..<width * height).map { _ in
                Int32.random(in: 0...60, using: &dice) == 0 ? Int32.random(in: 0...2, using: &dice) : 1
            }
            let found = Overlay.squaredDistances(owners, width: width, height: height, reach: reach)
            for i in owners.indices {
                let squares = owners.indices.filter { owners[$0] != owners[i] }.map { j in
                    (i % width - j % width) * (i % width - j % width) + (i / width - j / width)
                        * (i / width - j / width)
                }
                let nearest = squares.min() ?? .max
                #expect(Int(found[i]) == (nearest <= reach * reach ? nearest : 255))
            }
        }
    }

    @Test func unknownValuesStayAsPhotographed() throws {
        var scene = try scene(64, 64, car: Box(x: 8, y: 8, width: 20, height: 20))
        scene.segments = []
        #expect(try draw(scene, labels: true, legend: true) == scene.picture)
    }

    @Test(arguments: [(0, 0), (340, 0), (0, 340), (340, 340), (170, 170)])
    func labelIsInThePictureAndNearItsObject(x: Int, y: Int) throws {
        let car = Box(x: x, y: y, width: 60, height: 60)
        let scene = try scene(400, 400, car: car)
        let without = try draw(scene), with = try draw(scene, labels: true)
        #expect(with.width == 400 && with.height == 400)
        let changed = (0..<400 * 400).filter { without.pixels[3 * $0..<3 * $0 + 3] != with.pixels[3 * $0..<3 * $0 + 3] }
        #expect(changed.count > 200)
        let near = car.grown(60)
        #expect(changed.allSatisfy { near.intersects(Box(x: $0 % 400, y: $0 / 400, width: 1, height: 1)) })
    }

    @Test func smallObjectsHaveNoLabel() throws {
        let scene = try scene(400, 400, car: Box(x: 100, y: 100, width: 9, height: 9))
        #expect(try draw(scene) == draw(scene, labels: true))
    }

    @Test func neighboursDiffer() throws {
        var scene = try scene(90, 30, car: Box(x: 0, y: 0, width: 1, height: 1))
        scene.map = (0..<90 * 30).map { UInt32(26001 + $0 % 90 / 10) }
        scene.segments = (0..<9).map { OverlaySegment(id: UInt32(26001 + $0), classIndex: 1, isThing: true, score: 1) }
        let colours = Overlay.segmentColours(
            scene.segments, Regions(scene.map, width: 90, segments: scene.segments), classes)
        for (a, b) in zip(colours, colours.dropFirst()) { #expect(a != b) }
    }

    @Test func legendListsWhatOccurs() throws {
        var scene = try scene(100, 100, car: Box(x: 0, y: 0, width: 100, height: 25))
        scene.segments.append(OverlaySegment(id: 23, classIndex: 2, isThing: false, score: 1))
        let regions = Regions(scene.map, width: 100, segments: scene.segments)
        let colours = Overlay.segmentColours(scene.segments, regions, classes)
        let entries = Overlay.legendEntries(regions, scene.segments, classes, colours)
        #expect(entries.map(\.name) == ["car", "road"])
        #expect(entries.map(\.amount) == ["1 object", "75 %"])
        let picture = try draw(scene, legend: true)
        #expect(picture.width == 100 && picture.height > 120)
        #expect(picture.pixels[..<(100 * 100 * 3)] == (try draw(scene)).pixels[...])
    }

    @Test func isDeterministic() throws {
        let scene = try scene(320, 200, car: Box(x: 50, y: 60, width: 120, height: 80))
        #expect(try draw(scene, labels: true, legend: true) == draw(scene, labels: true, legend: true))
    }

    @Test(arguments: [
        (1, 1), (1, 40), (40, 1), (2, 3), (32, 32), (33, 64), (128, 96), (2000, 8), (8, 2000), (640, 360),
    ])
    func anySize(width: Int, height: Int) throws {
        let car = Box(x: width / 4, y: height / 4, width: (width + 1) / 2, height: (height + 1) / 2)
        let picture = try draw(try scene(width, height, car: car), labels: true, legend: true)
        #expect(picture.width == width && picture.height >= height)
    }

    @Test func mismatchesThrow() throws {
        var scene = try scene(20, 10, car: Box(x: 2, y: 2, width: 5, height: 5))
        scene.map.removeLast()
        #expect(kind { try draw(scene) } == .invalidArgument)
        scene.map.append(7)
        for index in [-1, 3, Int.max] {
            scene.segments[0].classIndex = index
            #expect(kind { try draw(scene) } == .invalidArgument)
        }
    }

    @Test func strangeTablesAreDrawn() throws {
        var scene = try scene(200, 200, car: Box(x: 20, y: 20, width: 150, height: 150))
        for score in [Float.nan, .infinity, -.infinity, .greatestFiniteMagnitude, -3] {
            scene.segments = [
                OverlaySegment(id: 26001, classIndex: 1, isThing: true, score: score),
                OverlaySegment(id: 26001, classIndex: 2, isThing: false, score: score),
                OverlaySegment(id: .max, classIndex: 2, isThing: true, score: score),
            ]
            #expect(try draw(scene, labels: true, legend: true).width == 200)
        }
        for name in ["", "Fußgänger", "\r\n\t", String(repeating: "w", count: 255)] {
            let named = [UInt8(0), 255].map { OverlayClass(name: name, red: $0, green: $0, blue: $0) }
            let picture = try Overlay.draw(
                picture: scene.picture, panopticMap: scene.map, segments: [scene.segments[0]], classes: named)
            #expect(picture.width == 200)
        }
    }
}
