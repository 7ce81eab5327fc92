import Datasets
import Foundation
import Images

/// The files that Fixtures/make_fixtures.py writes.
enum Fixture {
    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/" + name).path
    }

    /// The made-up data set: three samples in train, one in val.
    static func street() throws -> CityscapesFolder { try CityscapesFolder(path("street")) }

    static let camvidClasses = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../Examples/training/camvid-classes.json").standardized.path

    /// The classes that targets were made for, by the name of their table.
    static func classes(_ table: String) throws -> TrainingClasses {
        try TrainingClasses(file: table == "cityscapes" ? nil : camvidClasses)
    }

    /// targets/TABLE.json: what PyTorch computes for the split train.
    struct Expected: Decodable {
        struct Object: Decodable {
            let id: UInt16
            let thing: Int
            let pixels: Int
            let sumX: Int
            let sumY: Int
            /// Left, top, right, bottom.
            let box: [Int]
        }
        struct Picture: Decodable {
            let name: String
            let objects: [Object]
        }
        let pictures: [Picture]
        let semanticPixels: [Int]
        let semanticWeights: [Double]
        let seedWeights: [Double]
        let medianPixels: [Double?]
    }

    static func expected(_ table: String) throws -> Expected {
        try JSONDecoder().decode(
            Expected.self, from: Data(contentsOf: URL(fileURLWithPath: path("targets/\(table).json"))))
    }
}

/// An empty folder for the time of a test.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pansecb-" + UUID().uuidString).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
}

/// A copy of the made-up data set, to be spoilt.
func withStreetCopy(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
        let copy = folder + "/street"
        try FileManager.default.copyItem(atPath: Fixture.path("street"), toPath: copy)
        try body(copy)
    }
}

/// The files below a folder, as paths below it.
func files(below folder: String) throws -> Set<String> {
    Set(try FileManager.default.subpathsOfDirectory(atPath: folder).filter { ($0 as NSString).pathExtension != "" })
}
