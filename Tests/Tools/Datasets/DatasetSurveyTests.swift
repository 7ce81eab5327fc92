import Foundation
import Images
import Testing

@testable import Datasets

/// All of a split: counted, and every fault named.
@Suite struct DatasetSurveyTests {
    @Test(arguments: [1, 3])
    func countsTheSplit(threads: Int) throws {
        let folder = try Fixture.street(), classes = TrainingClasses.cityscapes
        var announced = 0, finished: Set<String> = []
        let survey = try DatasetSurvey(
            folder, split: "train", classes: classes, threads: threads, started: { announced = $0 },
            finished: { finished.insert($0.name) })
        #expect(announced == 3 && finished == ["empty", "noisy", "wide"])
        #expect(survey.samples == 3 && survey.faults.isEmpty)
        #expect(
            survey.sizes == [
                DatasetSurvey.Size(height: 64, width: 96): 1, DatasetSurvey.Size(height: 40, width: 41): 1,
                DatasetSurvey.Size(height: 39, width: 45): 1,
            ])
        #expect(try survey.shares == ClassShares(classes, of: folder.samples(of: "train")))
        let ids = try folder.samples(of: "train").flatMap { try $0.instanceIDs().labels }
        #expect(Set(survey.unknownLabels.keys) == [0, 7, 23, 29, 34, 65, 999])
        #expect(
            survey.unknownLabels[0] == ids.count { $0 == 0 } && survey.unknownLabels[7] == ids.count { $0 / 1000 == 7 })
        #expect(survey.unknownLabels.values.reduce(0, +) == survey.shares.semanticPixels.last)
    }

    /// Each fault has the file's name, and the other samples are counted all the same.
    @Test func namesEveryFault() throws {
        try withStreetCopy { root in
            let labels = root + "/gtFine/train/amber/noisy_gtFine_instanceIds.png"
            let pictures = root + "/leftImg8bit/train/birch/"
            func fault(_ spoil: () throws -> Void) throws -> any Error {
                try spoil()
                let survey = try DatasetSurvey(try CityscapesFolder(root), split: "train", classes: .cityscapes)
                #expect(survey.faults.count == 1 && survey.samples == 2)
                #expect(survey.shares.pixels == survey.sizes.reduce(0) { $0 + $1.key.height * $1.key.width * $1.value })
                return try #require(survey.faults.first)
            }
            let whole = try Data(contentsOf: URL(fileURLWithPath: labels))

            let eightBits = try #require(
                try fault {
                    try LabelMap8(width: 45, height: 39, labels: Array(repeating: 7, count: 45 * 39)).writePNG(
                        to: labels)
                }
                    as? DatasetError)
            #expect(eightBits.kind == .unsupported && eightBits.path == labels && eightBits.problem.contains("8 bits"))

            let small = try #require(
                try fault {
                    try LabelMap16(width: 39, height: 45, labels: Array(repeating: 7, count: 45 * 39)).writePNG(
                        to: labels)
                }
                    as? DatasetError)
            #expect(small.kind == .inconsistent && small.path == labels && small.problem.contains("45x39"))

            let cut = try #require(
                try fault { try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: labels)) } as? ImageError)
            #expect(cut.kind == .damaged && cut.description.contains(labels))

            let empty = try #require(try fault { try Data().write(to: URL(fileURLWithPath: labels)) } as? ImageError)
            #expect(empty.kind == .unknownFormat && empty.description.contains(labels))

            let colours = try #require(
                try fault {
                    try Picture(width: 45, height: 39, pixels: Array(repeating: 7, count: 45 * 39 * 3)).writePNG(
                        to: labels)
                }
                    as? DatasetError)
            #expect(colours.path == labels)

            try whole.write(to: URL(fileURLWithPath: labels))
            let text = try #require(
                try fault {
                    try Data("no picture".utf8).write(to: URL(fileURLWithPath: pictures + "wide_leftImg8bit.png"))
                } as? ImageError)
            #expect(text.kind == .unknownFormat && text.description.contains("wide_leftImg8bit.png"))
        }
    }
}
