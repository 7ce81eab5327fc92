import Datasets
import Foundation
import Images
import Testing

@Suite struct CityscapesFolderTests {
    @Test func listsSamplesInOrder() throws {
        let folder = try Fixture.street()
        #expect(try folder.splits() == ["train", "val"])
        let samples = try folder.samples(of: "train")
        #expect(samples.map { "\($0.city)/\($0.name)" } == ["amber/empty", "amber/noisy", "birch/wide"])
        #expect(samples[2].picturePath == folder.root + "/leftImg8bit/train/birch/wide_leftImg8bit.png")
        #expect(samples[2].labelPath == folder.root + "/gtFine/train/birch/wide_gtFine_instanceIds.png")
        #expect(
            try folder.samples(of: "val").map(\.picturePath) == [
                folder.root + "/leftImg8bit/val/birch/photo_leftImg8bit.jpg"
            ])
    }

    @Test func loadsPictureAndLabels() throws {
        for split in ["train", "val"] {
            for sample in try Fixture.street().samples(of: split) {
                let (picture, ids) = try sample.load()
                #expect(picture.width == ids.width && picture.height == ids.height)
                #expect(try picture == Picture(contentsOf: sample.picturePath))
            }
        }
        let wide = try #require(try Fixture.street().samples(of: "train").last).instanceIDs()
        #expect(wide.width == 96 && wide.height == 64 && wide.labels[0] == 23 && wide.labels[63 * 96] == 26000)
    }

    @Test func otherFilesAreLeftAlone() throws {
        try withStreetCopy { root in
            let folder = try CityscapesFolder(root), before = try folder.samples(of: "train")
            for name in [
                "leftImg8bit/train/notes.txt", "leftImg8bit/train/amber/._noisy_leftImg8bit.png",
                "leftImg8bit/train/amber/x.png",
                "gtFine/train/amber/noisy_gtFine_labelIds.png", "gtFine/train/amber/.x_gtFine_instanceIds.png",
            ] {
                try Data().write(to: URL(fileURLWithPath: root + "/" + name))
            }
            #expect(try folder.samples(of: "train") == before)
        }
    }

    @Test func namesMissingFolders() throws {
        try withStreetCopy { root in
            #expect(throws: DatasetError.self) { try CityscapesFolder("/nowhere") }
            let folder = try CityscapesFolder(root)
            let error = #expect(throws: DatasetError.self) { try folder.list("test") }
            #expect(error?.kind == .cannotRead && error?.description.contains("leftImg8bit/test") == true)
            #expect(error?.description.contains("train, val") == true)
            try FileManager.default.removeItem(atPath: root + "/gtFine/val")
            #expect(throws: DatasetError.self) { try folder.list("val") }
            try FileManager.default.createDirectory(atPath: root + "/gtFine/empty", withIntermediateDirectories: true)
            try FileManager.default.createDirectory(
                atPath: root + "/leftImg8bit/empty/city", withIntermediateDirectories: true)
            let empty = #expect(throws: DatasetError.self) { try folder.list("empty") }
            #expect(empty?.description.contains("no pictures") == true)
            try FileManager.default.removeItem(atPath: root + "/gtFine")
            #expect(throws: DatasetError.self) { try CityscapesFolder(root) }
        }
    }

    @Test func namesWhatIsMissing() throws {
        try withStreetCopy { root in
            let files = FileManager.default
            try files.removeItem(atPath: root + "/gtFine/train/birch/wide_gtFine_instanceIds.png")
            try files.removeItem(atPath: root + "/leftImg8bit/train/amber/noisy_leftImg8bit.png")
            let twin = root + "/leftImg8bit/train/amber/empty_leftImg8bit.jpg"
            try files.copyItem(atPath: root + "/leftImg8bit/val/birch/photo_leftImg8bit.jpg", toPath: twin)
            let folder = try CityscapesFolder(root), listing = try folder.list("train")
            #expect(listing.samples.map(\.name) == ["empty"])
            #expect(listing.faults.allSatisfy { $0.kind == .inconsistent })
            #expect(
                listing.faults.map { String($0.path.dropFirst(root.count + 1)) } == [
                    "gtFine/train/amber/noisy_gtFine_instanceIds.png", "leftImg8bit/train/amber/empty_leftImg8bit.png",
                    "leftImg8bit/train/birch/wide_leftImg8bit.png",
                ])
            #expect(throws: DatasetError.self) { try folder.samples(of: "train") }
        }
    }

    @Test func threadsMayReadTheSame() throws {
        let samples = try Fixture.street().samples(of: "train"),
            many = Array(repeating: samples, count: 8).flatMap { $0 }
        let maps = try ConcurrentWork.map(many, threads: 4) { try $0.load().instanceIDs }
        #expect(try maps == many.map { try $0.instanceIDs() })
    }
}
