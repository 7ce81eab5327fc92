import Foundation
import PanopticFiles

/// COCO's panoptic format: one JSON file, and for each image a PNG file whose pixels are numbers of segments.
public enum COCOPanoptic {
    /// What the decoder takes for each byte of such a file, as measured.
    private static let memoryPerByte = 8

    /// - Parameter folder: of the PNG files; nil: beside the JSON file, named like it.
    public static func read(_ path: String, folder: String? = nil) throws -> ImportSource {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        if let size = attributes?[.size] as? Int { try JSONSource.require(memoryPerByte * size, path) }
        let folder = try PanopticFolder(path, folder: folder, isTruth: true)
        guard let images = folder.file.images, let categories = folder.file.categories else {
            throw ImportError(.damaged, path, "\"images\" or \"categories\" are missing")
        }
        var source = ImportSource(path: path)
        source.categories = categories.map { category in
            let colour = category.color?.compactMap { UInt8(exactly: $0) }
            return .init(
                id: category.id, name: category.name, colour: colour?.count == 3 ? colour : nil,
                isThing: category.isThing.isSet)
        }
        let places = Dictionary(categories.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        guard places.count == categories.count else {
            throw ImportError(.damaged, path, "two categories have one id")
        }
        let known = Dictionary(images.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        source.pictures = try folder.file.annotations.map { annotation in
            guard let image = known[annotation.imageID] else {
                throw ImportError(
                    .inconsistent, path, "an annotation of the image \(annotation.imageID), which \"images\" lacks")
            }
            // The name is of a file in the folder, which the reader of the format takes as it is.
            _ = try PictureFolder.parts(annotation.fileName, labels: path)
            return LabelledPicture(
                file: image.fileName, labelPath: "\(folder.folder)/\(annotation.fileName)", width: image.width,
                height: image.height,
                content: .panoptic(PanopticSegments(folder: folder, annotation: annotation, categories: places)))
        }
        return source
    }
}
