import Evaluation
import Foundation

/// A JSON file in the panoptic format, together with the folder of its PNG files.
public struct PanopticFolder: Sendable {
    /// The JSON file.
    public let path: String
    /// Where the PNG files are.
    public let folder: String
    public let file: PanopticFile
    /// Each image occurs once.
    let annotations: [ImageID: PanopticFile.Annotation]

    /// What three bytes hold.
    private static let numbers = 1..<1 << 24

    /// - Parameters:
    ///   - folder: nil: beside the JSON file, named like it without `.json`.
    ///   - isTruth: images and categories are wanted too; whatever a prediction has of them is not looked at.
    public init(_ path: String, folder: String? = nil, isTruth: Bool) throws {
        self.path = path
        self.folder = folder ?? (path as NSString).deletingPathExtension
        file = try PanopticFile(contentsOf: path, annotationsOnly: !isTruth)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: self.folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw PanopticFileError(
                .cannotRead, self.folder, "no such folder", fix: "It holds the PNG files of \(path)")
        }
        annotations = try PanopticFolder.byImage(file.annotations, path)
    }

    private static func byImage(_ annotations: [PanopticFile.Annotation], _ path: String) throws -> [ImageID:
        PanopticFile.Annotation]
    {
        try annotations.reduce(into: [:]) { known, annotation in
            guard known.updateValue(annotation, forKey: annotation.imageID) == nil else {
                throw PanopticFileError(.inconsistent, path, "two annotations of the image \(annotation.imageID)")
            }
        }
    }

    /// The map of an image. Throws where it and the JSON file contradict each other.
    /// - Parameter isTruth: areas have to be right, and crowds named. What a prediction says of these is nowhere used.
    public func map(_ annotation: PanopticFile.Annotation, categories: Set<Int>, isTruth: Bool) throws -> SegmentMap {
        let map = try SegmentMap(contentsOf: (folder as NSString).appendingPathComponent(annotation.fileName))
        var areas = map.runs.areas
        areas[0] = nil
        for segment in annotation.segments {
            func fault(_ problem: String) -> PanopticFileError {
                PanopticFileError(.inconsistent, path, "image \(annotation.imageID), segment \(segment.id): \(problem)")
            }
            guard PanopticFolder.numbers.contains(segment.id) else {
                throw fault("segments have numbers from 1 to 16777215, 0 is void")
            }
            guard categories.contains(segment.category) else {
                throw fault("the ground truth has no category \(segment.category)")
            }
            guard let area = areas.removeValue(forKey: UInt32(segment.id)) else {
                throw fault("\(map.path) has no pixel of it, or the segment is listed twice")
            }
            guard isTruth else { continue }
            guard segment.isCrowd != nil else {
                throw fault("\"iscrowd\" is missing, which the ground truth says of each segment")
            }
            if let said = segment.area, said != area {
                throw fault("its area is said to be \(said), \(map.path) has \(area) pixels of it")
            }
        }
        if let id = areas.keys.min() {
            throw PanopticFileError(
                .inconsistent, map.path,
                "pixels of segment \(id), which \(path) does not list for the image \(annotation.imageID)",
                fix: "Pixels that belong to no segment are 0")
        }
        return map
    }

    /// The segments as `PanopticQuality` wants them, in the order of the file: where a class has several crowds, the
    /// last one counts.
    func segments(_ annotation: PanopticFile.Annotation) -> [PanopticQuality.Segment] {
        annotation.segments.map { .init(id: UInt32($0.id), category: $0.category, isCrowd: $0.isCrowd?.isSet == true) }
    }
}
