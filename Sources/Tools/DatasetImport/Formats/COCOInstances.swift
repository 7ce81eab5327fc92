import PanopticFiles

/// COCO's instances: one JSON file with polygons and run lengths. Of overlapping objects the smaller lies on top.
public enum COCOInstances {
    private struct File: Decodable {
        let images: [Image]
        let annotations: [Annotation]
        let categories: [Category]
    }

    private struct Image: Decodable {
        let id: ImageID
        let width: Int
        let height: Int
        let file_name: String
    }

    private struct Category: Decodable {
        let id: Int
        let name: String
    }

    private struct Annotation: Decodable {
        let id: Int?
        let image_id: ImageID
        let category_id: Int
        let iscrowd: YesOrNo?
        let segmentation: Segmentation?
    }

    private enum Segmentation: Decodable {
        case polygons([[Double]])
        case runs(EncodedRuns)

        private enum Keys: CodingKey { case size, counts }

        init(from decoder: any Decoder) throws {
            guard let values = try? decoder.container(keyedBy: Keys.self) else {
                self = .polygons(try decoder.singleValueContainer().decode([[Double]].self))
                return
            }
            let size = try values.decode([Int].self, forKey: .size)
            guard size.count == 2 else {
                throw DecodingError.dataCorruptedError(forKey: .size, in: values, debugDescription: "")
            }
            let counts: EncodedRuns.Counts
            if let text = try? values.decode(String.self, forKey: .counts) {
                counts = .text(text)
            } else {
                counts = .numbers(try values.decode([Int].self, forKey: .counts))
            }
            self = .runs(EncodedRuns(height: size[0], width: size[1], counts: counts))
        }
    }

    public static func read(_ path: String) throws -> ImportSource {
        let file = try JSONSource.decode(File.self, path, limit: 2 << 30, format: "of COCO's instances")
        var source = ImportSource(path: path)
        source.categories = file.categories.map { .init(id: $0.id, name: $0.name, isThing: true) }
        let categories = Dictionary(
            file.categories.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        guard categories.count == file.categories.count else {
            throw ImportError(.damaged, path, "two categories have one id")
        }
        var shapes: [ImageID: [Shape]] = [:]
        for image in file.images {
            guard shapes.updateValue([], forKey: image.id) == nil else {
                throw ImportError(.damaged, path, "two images have the id \(image.id)")
            }
        }
        for (index, annotation) in file.annotations.enumerated() {
            guard let category = categories[annotation.category_id], shapes[annotation.image_id] != nil else {
                throw ImportError(
                    .inconsistent, path,
                    "annotations[\(index)] is of category \(annotation.category_id) on image \(annotation.image_id), "
                        + "which are not both in the file")
            }
            guard let segmentation = annotation.segmentation else {
                source.leftOut["annotations without a segmentation", default: 0] += 1
                continue
            }
            let parts: [Shape.Part] =
                switch segmentation {
                case .polygons(let polygons): polygons.map { .polygon($0) }
                case .runs(let runs): [.columns(runs)]
                }
            shapes[annotation.image_id]?.append(
                Shape(
                    number: annotation.id ?? index, category: category, isCrowd: annotation.iscrowd?.isSet == true,
                    parts: parts))
        }
        source.pictures = file.images.map { image in
            LabelledPicture(
                file: image.file_name, labelPath: path, width: image.width, height: image.height,
                content: .shapes(shapes[image.id] ?? [], smallerOnTop: true))
        }
        return source
    }
}
