import Foundation
import Images
import Testing

@testable import Datasets

/// Crops of the made-up data set, against those that Fixtures/crop_objects.py cut.
@Suite struct ObjectCropsTests {
    private let things = TrainingClasses.cityscapes.things.map(\.labelID)

    private func expectEqual(_ output: String, _ expected: String) throws {
        let made = try files(below: output)
        #expect(try made == files(below: expected))
        for file in made where file.hasSuffix("leftImg8bit.png") {
            #expect(
                try Picture(contentsOf: "\(output)/\(file)") == Picture(contentsOf: "\(expected)/\(file)"), "\(file)")
        }
        for file in made where file.hasSuffix("instanceIds.png") {
            #expect(
                try LabelMap16(contentsOf: "\(output)/\(file)") == LabelMap16(contentsOf: "\(expected)/\(file)"),
                "\(file)")
            #expect(try PNGInfo(contentsOf: "\(output)/\(file)").bitDepth == 16)
        }
    }

    @Test(arguments: [1, 3])
    func agreeWithNumpy(threads: Int) throws {
        let samples = try Fixture.street().samples(of: "train")
        try withTemporaryFolder { output in
            let outcome = try ObjectCrops(size: 32, labelIDs: things).write(samples, to: output, threads: threads)
            try expectEqual(output, Fixture.path("crops_32"))
            #expect(outcome.faults.isEmpty && outcome.counts.map(\.written) == [2, 1, 6, 1, 1, 1, 1, 1])
        }
    }

    @Test func oddSideAsWideAsAPicture() throws {
        let samples = try Fixture.street().samples(of: "train")
        try withTemporaryFolder { output in
            _ = try ObjectCrops(size: 39, labelIDs: [26]).write(samples, to: output)
            try expectEqual(output, Fixture.path("crops_39"))
        }
    }

    @Test func canBeReadAsASplit() throws {
        try withStreetCopy { root in
            let folder = try CityscapesFolder(root)
            _ = try ObjectCrops(size: 32, labelIDs: [24, 26]).write(try folder.samples(of: "train"), to: root)
            #expect(try folder.splits() == ["crops_24", "crops_26", "train", "val"])
            let samples = try folder.samples(of: "crops_26")
            #expect(samples.map(\.name) == ["noisy_000", "noisy_001", "wide_000", "wide_001", "wide_002", "wide_003"])
            for sample in samples {
                let (picture, ids) = try sample.load()
                #expect(picture.width == 32 && picture.height == 32)
                #expect(TrainingClasses.cityscapes.targets(of: ids).objects.contains { $0.thing == 2 })
            }
        }
    }

    /// What is whole stays, byte for byte and untouched; what is missing, cut off or of another size is made again.
    @Test func goesOnWhereItWas() throws {
        let samples = try Fixture.street().samples(of: "train"), crops = try ObjectCrops(size: 32, labelIDs: things)
        try withTemporaryFolder { output in
            _ = try crops.write(samples, to: output)
            let missing = output + "/leftImg8bit/crops_26/birch/wide_001_leftImg8bit.png"
            let cut = output + "/gtFine/crops_24/birch/wide_000_gtFine_instanceIds.png"
            let other = output + "/leftImg8bit/crops_33/birch/wide_000_leftImg8bit.png"
            let kept = output + "/leftImg8bit/crops_26/birch/wide_002_leftImg8bit.png"
            try FileManager.default.removeItem(atPath: missing)
            try Data(contentsOf: URL(fileURLWithPath: cut)).dropLast(5).write(to: URL(fileURLWithPath: cut))
            try Picture(width: 8, height: 8, pixels: Array(repeating: 1, count: 192)).writePNG(to: other)
            let old = Date(timeIntervalSince1970: 1_000_000)
            try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: kept)

            let outcome = try crops.write(samples, to: output)
            #expect(outcome.counts.map(\.written) == [1, 0, 1, 0, 0, 0, 0, 1])
            #expect(outcome.counts.map(\.kept) == [1, 1, 5, 1, 1, 1, 1, 0])
            #expect(try FileManager.default.attributesOfItem(atPath: kept)[.modificationDate] as? Date == old)
            try expectEqual(output, Fixture.path("crops_32"))
        }
    }

    /// Pictures have 40x41, 39x45 and 64x96 pixels; the first has no objects.
    @Test func tooSmallPicturesAreLeftOut() throws {
        let samples = try Fixture.street().samples(of: "train")
        try withTemporaryFolder { output in
            var finished: [String] = []
            let outcome = try ObjectCrops(size: 40, labelIDs: [26]).write(
                samples, to: output, finished: { finished.append($0.name) })
            #expect(outcome.tooSmall.map(\.name) == ["noisy"] && outcome.counts == [ObjectCrops.Count(written: 4)])
            #expect(finished.sorted() == ["empty", "noisy", "wide"])
            #expect(try files(below: output).allSatisfy { $0.contains("/birch/wide_") })
        }
    }

    @Test func whereAllPicturesAreTooSmallNothingIsWritten() throws {
        let samples = try Fixture.street().samples(of: "train")
        try withTemporaryFolder { output in
            let crops = try ObjectCrops(size: 65, labelIDs: things)
            let error = #expect(throws: DatasetError.self) { try crops.write(samples, to: output) }
            #expect(error?.kind == .invalid && error?.path.hasSuffix("empty_leftImg8bit.png") == true)
            #expect(error?.problem.contains("40x41") == true)
            #expect(try files(below: output).isEmpty)
        }
    }

    /// Other label ids of a class are cut with it, into the split of the first.
    @Test func otherLabelsOfAClass() throws {
        let samples = try Fixture.street().samples(of: "train")
        try withTemporaryFolder { output in
            let outcome = try ObjectCrops(size: 32, classes: [[26, 24], [25]]).write(samples, to: output)
            #expect(outcome.counts.map(\.written) == [8, 1])
            #expect(try CityscapesFolder(output).splits() == ["crops_25", "crops_26"])
        }
        #expect(throws: DatasetError.self) { try ObjectCrops(size: 32, classes: [[26, 24], [24]]) }
        #expect(throws: DatasetError.self) { try ObjectCrops(size: 32, classes: [[26], []]) }
    }

    @Test func aBadSampleDoesNotLoseTheOthers() throws {
        try withStreetCopy { root in
            let labels = root + "/gtFine/train/amber/noisy_gtFine_instanceIds.png"
            try Data("no picture".utf8).write(to: URL(fileURLWithPath: labels))
            let samples = try CityscapesFolder(root).samples(of: "train")
            let outcome = try ObjectCrops(size: 32, labelIDs: [26]).write(samples, to: root)
            #expect(outcome.counts == [ObjectCrops.Count(written: 4)])
            #expect(outcome.faults.count == 1 && "\(outcome.faults[0])".contains(labels))
        }
    }

    @Test func whereNothingCanBeWritten() throws {
        try withStreetCopy { root in
            try Data().write(to: URL(fileURLWithPath: root + "/file"))
            let samples = try CityscapesFolder(root).samples(of: "train")
            let error = #expect(throws: DatasetError.self) {
                try ObjectCrops(size: 32, labelIDs: [26]).write(samples, to: root + "/file")
            }
            #expect(error?.kind == .cannotWrite)
        }
    }

    @Test(arguments: [(0, [26]), (16385, [26]), (32, []), (32, [26, 26]), (32, [0]), (32, [65])])
    func refusesNonsense(size: Int, labelIDs: [Int]) {
        #expect(throws: DatasetError.self) { try ObjectCrops(size: size, labelIDs: labelIDs) }
    }
}
