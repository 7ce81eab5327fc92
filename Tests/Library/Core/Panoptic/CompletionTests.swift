import CPanSECB
import Foundation
import Testing

@testable import PanSECB

/// Small maps, drawn: `#` is a pixel that the semantic decoder calls "some thing", `.` one of stuff; digits are
/// objects, `?` is a pixel that no object took though it has a seed.
@Suite struct CompletionTests {
    @Test func aRegionJoinsTheObjectThatItTouches() throws {
        let map = try Drawn(["11##.", "11#..", "....#", "22.##", "22..."])
        #expect(try map.completed(minPixels: 10) == ["1111.", "111..", "....?", "22.??", "22..."])
    }

    @Test func theLongestBorderDecides() throws {
        #expect(try Drawn(["1##22", "1##22", "..#2."]).completed() == ["12222", "12222", "..22."])
        #expect(try Drawn(["11#2.", "11#..", "....."]).completed() == ["1112.", "111..", "....."])
        // The first among equals.
        #expect(try Drawn(["2#1"]).completed() == ["211"])
        #expect(try Drawn(["1#2"]).completed() == ["112"])
    }

    @Test func regionsMeetAtCornersButBordersDoNot() throws {
        #expect(try Drawn(["1#...", "..#..", "...#."]).completed() == ["11...", "..1..", "...1."])
        #expect(try Drawn(["1....", ".#...", "..#.."]).completed(minPixels: 2) == ["1....", ".?...", "..?.."])
    }

    @Test func theRowsEndIsNoBorder() throws {
        #expect(try Drawn(["....1", "#....", "....1"]).completed(minPixels: 1) == ["....1", "?....", "....1"])
    }

    @Test func onlyWhatIsLargeEnoughIsAnObject() throws {
        let map = try Drawn(["##.##", "##.#.", "....."])
        #expect(try map.completed(minPixels: 3) == ["11.??", "11.?.", "....."])
        #expect(try map.completed(minPixels: 2) == ["11.22", "11.2.", "....."])
        #expect(try map.completed(minPixels: 4) == ["??.??", "??.?.", "....."])
    }

    /// Pixels with a seed that no object took are no part of a region, and no object.
    @Test func unclaimedPixelsStayAsTheyAre() throws {
        #expect(try Drawn(["?#..1", "?#.##", "....."]).completed(minPixels: 1) == ["?2..1", "?2.11", "....."])
    }

    /// The class with the highest sum of seeds, its next id, and the mean of the seeds as score.
    @Test func aNewObjectIsOfTheClassOfItsSeeds() throws {
        // Seed maps of classes 24 and 26: the left region is of 26, the right one, below the third column, of 24.
        let seeds: (Int, Int) -> Float = { thing, pixel in
            (thing == 0) == (pixel % 5 >= 3) ? Float(pixel) / 8 : -1
        }
        let first = FoundObject(
            classIndex: try Drawn.model.classOfSeed[1], id: 26_001, score: 1, bandwidthX: 1, bandwidthY: 1, thing: 1)
        let objects = TestObjects(Drawn.architecture, pixels: 15)
        _ = objects.table.add(first)
        // The region of four pixels that touches object 1 by a corner only is a new one.
        let separate = try Drawn(["##...", "##.##", "..1##"])
        #expect(try separate.completed(objects, minPixels: 3, seeds: seeds) == ["22...", "22.11", "..111"])
        let other = objects.table.objects[1]
        #expect(other.id == 26_002 && other.thing == 1 && other.classIndex == first.classIndex)
        let mean = [0, 1, 5, 6].map { 1 / (1 + exp(-Double($0) / 8)) }.reduce(0, +) / 4
        #expect(abs(Double(other.score) - mean) < 1e-6)
        #expect(other.bandwidthX == 0 && other.bandwidthY == 0 && other.extent.area == 0)

        let map = try Drawn(["##...", "##.##", "...##"]), alone = TestObjects(Drawn.architecture, pixels: 15)
        #expect(try map.completed(alone, minPixels: 3, seeds: seeds) == ["11...", "11.22", "...22"])
        #expect(alone.table.count == 2)
        #expect(alone.table.objects[0].id == 26_001 && alone.table.objects[1].id == 24_001)
    }

    /// The ids of a class end at 999.
    @Test(arguments: [998, 999])
    func aFullClassTakesNoMore(known: Int) throws {
        let map = try Drawn(["##.##"] + Array(repeating: ".....", count: 300))
        let objects = TestObjects(Drawn.architecture, pixels: 5 * 301)
        let classIndex = try Drawn.model.classOfSeed[0]
        for _ in 0..<known { _ = objects.table.add(.test(classIndex: classIndex)) }
        let numbers = try map.numbers(objects, minPixels: 1) { thing, _ in thing == 0 ? 1 : -1 }
        let left = known == 998 ? 999 : Clustering.unclaimed, none = Clustering.untouched
        #expect(Array(numbers.prefix(5)) == [left, left, none, Clustering.unclaimed, Clustering.unclaimed])
        #expect(objects.table.count == 999)
        if known == 998 { #expect(objects.table.objects[998].id == 24_999) }
    }
}

/// A drawn map.
private struct Drawn {
    static let architecture = Architecture(kind: .panSECB, semanticChannels: 4, sigmas: 1, things: 2)
    static var model: Model { get throws { try TestModel.load(architecture, stuff: [7, 8], things: [24, 26]) } }

    let lines: [String]
    let width: Int, height: Int
    private let characters: [Character]
    private let model: Model

    init(_ lines: [String]) throws {
        self.lines = lines
        characters = Array(lines.joined())
        height = lines.count
        width = characters.count / height
        model = try Drawn.model
    }

    /// The map after completion, drawn; a region that is an object by now has its number.
    func completed(
        _ objects: TestObjects? = nil, minPixels: Int = 0, seeds: (Int, Int) -> Float = { _, _ in 1 }
    ) throws -> [String] {
        let table = objects ?? TestObjects(Drawn.architecture, pixels: characters.count)
        if objects == nil {
            for _ in 0..<(characters.compactMap(\.wholeNumberValue).max() ?? 0) { _ = table.table.add(.test()) }
        }
        let numbers = try numbers(table, minPixels: minPixels, seeds: seeds)
        let drawn = numbers.enumerated().map { pixel, number -> Character in
            switch number {
            case Clustering.untouched: characters[pixel] == "#" ? "#" : "."
            case Clustering.unclaimed: "?"
            default: Character("\(number)")
            }
        }
        return (0..<height).map { String(drawn[$0 * width..<($0 + 1) * width]) }
    }

    func numbers(_ objects: TestObjects, minPixels: Int, seeds: (Int, Int) -> Float) throws -> [UInt16] {
        let plane = width * height, channels = 3
        let winners = characters.map { $0 == "#" ? UInt8(model.thingsChannel ?? 0) : 0 }
        let maps = (0..<(channels + 2) * plane).map { i in
            i / plane < channels ? .nan : seeds(i / plane - channels, i % plane)
        }
        var map = characters.map { character in
            character == "?" ? Clustering.unclaimed : UInt16(character.wholeNumberValue ?? 0)
        }
        var pixels = [UInt32](repeating: 0, count: plane), values = [Float](repeating: 0, count: plane)
        map.withUnsafeMutableBufferPointer { map in
            winners.withUnsafeBufferPointer { winners in
                maps.withUnsafeBufferPointer { maps in
                    pixels.withUnsafeMutableBufferPointer { pixels in
                        values.withUnsafeMutableBufferPointer { values in
                            Completion(
                                model: model, kernels: model.kernels, minPixels: minPixels, width: width,
                                height: height, winners: winners.baseAddress!, outputs: .maps(maps.baseAddress!),
                                map: map.baseAddress!, pixels: pixels.baseAddress!, values: values.baseAddress!
                            ).run(&objects.table)
                        }
                    }
                }
            }
        }
        return map
    }
}
