import CPanSECB
import Foundation
import GoldenFiles
import PanSECB
import Predictions
import Testing

/// `PANSECB_MERGE_COMPLETE` beside the published merge, on made-up outputs.
@Suite struct MergeTests {
    /// Two stuff classes (7, 8), two things (24, 26); everything is class 7 without a seed unless it is painted.
    struct Canvas {
        let width = 16, height = 8
        var winners: [Int], seeds: [[Float]], x: [Double], y: [Double]

        static let architecture = Architecture(kind: .panSECB, semanticChannels: 4, sigmas: 1, things: 2)
        static let someThing = 2

        init() {
            winners = [Int](repeating: 0, count: 128)
            seeds = [[Float]](repeating: [Float](repeating: -9, count: 128), count: 2)
            (x, y) = ([Double](repeating: 0.9, count: 128), [Double](repeating: 0.9, count: 128))
        }

        func pixels(_ columns: Range<Int>, _ rows: Range<Int>) -> [Int] {
            rows.flatMap { row in columns.map { row * 16 + $0 } }
        }

        /// Pixels with a seed of a thing that point at one place.
        mutating func addSeeds(_ thing: Int, _ pixels: [Int], seed: Float, at place: Double) {
            for pixel in pixels {
                seeds[thing][pixel] = seed
                (x[pixel], y[pixel]) = (place, place)
            }
        }

        func panoptic(_ merge: UInt32, minPixels: UInt32) throws -> [UInt32] {
            try maps(merge, minPixels: minPixels).panoptic
        }

        func maps(_ merge: UInt32, minPixels: UInt32) throws -> TestMaps {
            let session = try Session.make(
                model: TestModel.load(Canvas.architecture, stuff: [7, 8], things: [24, 26]), maxWidth: width,
                maxHeight: height, threads: 1)
            var options = session.model.defaults
            options.min_pixels = minPixels
            options.merge = merge
            let semantic: [Float] = (0..<4).flatMap { channel in winners.map { $0 == channel ? 5 : -5 } }
            let offsetX = x.indices.map { Float(atanh(x[$0] - Double($0 % width) * 2 / 2047)) }
            let offsetY = y.indices.map { Float(atanh(y[$0] - Double($0 / width) / 1023)) }
            let sigma = [Float](repeating: Float(log(log(2) / (0.01 * 0.01)) / 10), count: 128)
            let outputs = RawOutputs(
                width: width, height: height, semantic: semantic,
                instance: offsetX + offsetY + sigma + seeds[0] + seeds[1])
            return try TestMaps.of(outputs, session, options: options)
        }
    }

    @Test func seedsWithoutAnObjectKeepTheirClass() throws {
        var canvas = Canvas()
        // Together enough to be looked at, each too small for an object.
        let groups = [canvas.pixels(0..<2, 0..<2), canvas.pixels(6..<8, 0..<2)]
        canvas.addSeeds(1, groups[0], seed: 2, at: 0.1)
        canvas.addSeeds(1, groups[1], seed: 2, at: 0.4)
        let reference = try canvas.panoptic(PANSECB_MERGE_REFERENCE, minPixels: 5)
        #expect(groups.joined().allSatisfy { reference[$0] == 0 })
        let complete = try canvas.panoptic(PANSECB_MERGE_COMPLETE, minPixels: 5)
        #expect(complete.allSatisfy { $0 == 7 })
    }

    @Test func overlapsGoToTheHigherScore() throws {
        for (first, second) in [(Float(3), Float(1)), (1, 3)] {
            var canvas = Canvas()
            let a = canvas.pixels(0..<4, 0..<4), b = canvas.pixels(2..<6, 0..<4), both = Set(a).intersection(b)
            canvas.addSeeds(0, a, seed: first, at: 0.2)
            canvas.addSeeds(1, b, seed: second, at: 0.2)
            let reference = try canvas.panoptic(PANSECB_MERGE_REFERENCE, minPixels: 5)
            #expect(both.allSatisfy { reference[$0] == 26_001 })
            let complete = try canvas.panoptic(PANSECB_MERGE_COMPLETE, minPixels: 5)
            #expect(both.allSatisfy { complete[$0] == (first > second ? 24_001 : 26_001) })
            #expect(Set(a).subtracting(both).allSatisfy { complete[$0] == 24_001 })
            #expect(Set(b).subtracting(both).allSatisfy { complete[$0] == 26_001 })
        }
    }

    @Test func regionsWithoutAnObject() throws {
        var canvas = Canvas()
        let object = canvas.pixels(0..<4, 0..<3), part = canvas.pixels(4..<6, 0..<2)
        let alone = canvas.pixels(10..<13, 1..<4), corner = [4 * 16 + 13], speck = canvas.pixels(0..<2, 6..<8)
        for pixel in object + part + alone + corner + speck { canvas.winners[pixel] = Canvas.someThing }
        canvas.addSeeds(1, object, seed: 2, at: 0.2)
        // Below the threshold of the mask: no object, but a hint.
        for pixel in alone { (canvas.seeds[0][pixel], canvas.seeds[1][pixel]) = (-1, -2) }

        let reference = try canvas.panoptic(PANSECB_MERGE_REFERENCE, minPixels: 5)
        #expect((part + alone + corner + speck).allSatisfy { reference[$0] == 0 })
        let maps = try canvas.maps(PANSECB_MERGE_COMPLETE, minPixels: 5)
        #expect(
            (object + part).allSatisfy { maps.panoptic[$0] == 26_001 },
            "a region that touches an object is a part of it")
        #expect((alone + corner).allSatisfy { maps.panoptic[$0] == 24_001 }, "another is an object, corners connect")
        #expect(speck.allSatisfy { maps.panoptic[$0] == 0 }, "one of no more than the minimum is nothing")
        let segments = maps.segments.filter { $0.thing == 1 }
        #expect(segments.map(\.id) == [26_001, 24_001])
        #expect(segments.map(\.area) == [16, 10])
        let expected = (9 / (1 + exp(1.0)) + 1 / (1 + exp(9.0))) / 10
        #expect(abs(Double(segments[1].score) - expected) < 1e-6 && segments[1].sigma == (0, 0))
    }

    /// Seeds that are no numbers choose no class and give no score: the first class, 0.
    @Test(arguments: [[Float.nan, .nan], [.nan, -1], [-1, .nan]])
    func seedsThatAreNoNumbers(seeds: [Float]) throws {
        var canvas = Canvas()
        let region = canvas.pixels(10..<13, 1..<4), numbers = seeds.filter { !$0.isNaN }
        for pixel in region {
            canvas.winners[pixel] = Canvas.someThing
            (canvas.seeds[0][pixel], canvas.seeds[1][pixel]) = (seeds[0], seeds[1])
        }
        let found = try canvas.maps(PANSECB_MERGE_COMPLETE, minPixels: 0).segments.filter { $0.thing == 1 }
        #expect(found.map(\.area) == [9])
        #expect(found.map(\.id) == [seeds[0].isNaN && !seeds[1].isNaN ? 26_001 : 24_001])
        #expect(found.map(\.score).allSatisfy { abs($0 - (numbers.isEmpty ? 0 : 1 / (1 + exp(1)))) < 1e-6 })
    }

    @Test func aRegionJoinsTheLongestBorder() throws {
        var canvas = Canvas()
        let left = canvas.pixels(0..<3, 0..<6), right = canvas.pixels(6..<9, 0..<2),
            between = canvas.pixels(3..<6, 0..<6)
        for pixel in left + right + between { canvas.winners[pixel] = Canvas.someThing }
        canvas.addSeeds(1, left, seed: 2, at: 0.2)
        canvas.addSeeds(1, right, seed: 3, at: 0.6)
        let complete = try canvas.panoptic(PANSECB_MERGE_COMPLETE, minPixels: 5)
        #expect(right.allSatisfy { complete[$0] == 26_001 })
        #expect((left + between).allSatisfy { complete[$0] == 26_002 })
    }

    /// The sampled heads give the same map as whole outputs, whatever the number of threads.
    @Test func theSameFromAnImageAndFromItsOutputs() throws {
        let model = try TestModel.load(), width = 168, height = 104,
            image = TestImage(HashImage("merge", width: width, height: height))
        var options = model.defaults
        options.merge = PANSECB_MERGE_COMPLETE
        options.min_pixels = 20
        let one = try Session.make(model: model, maxWidth: width, maxHeight: height, threads: 1)
        let direct = try TestMaps.of(image, one, options: options)
        let outputs = try one.outputs(image)
        #expect(
            try TestMaps.of(outputs, one, options: options).panoptic == direct.panoptic)
        let three = try Session.make(model: model, maxWidth: width, maxHeight: height, threads: 3)
        #expect(try TestMaps.of(image, three, options: options).panoptic == direct.panoptic)
        // Nothing that the semantic decoder gives a class is left without one.
        options.parts = PANSECB_CLASSES
        let classes = try TestMaps.of(image, one, options: options).panoptic
        #expect(classes.indices.allSatisfy { classes[$0] == 0 || direct.panoptic[$0] != 0 })
    }

    @Test func theModelSaysWhichMergeIsUsual() throws {
        let table = try TestModel.weightFile(MergeTests.Canvas.architecture, stuff: [7, 8], things: [24, 26])
        #expect(try table.withUnsafeBytes { try Model.load(bytes: $0) }.defaults.merge == PANSECB_MERGE_REFERENCE)
    }
}
