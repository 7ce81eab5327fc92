import Datasets
import Foundation

/// LabelMe's files: one JSON file a picture. A later shape lies on top; shapes of one label and group are one object.
public enum LabelMeFiles {
    private struct File: Decodable {
        let shapes: [Drawn]
        let imagePath: String?
        let imageWidth: Int?
        let imageHeight: Int?
    }

    private struct Drawn: Decodable {
        let label: String
        let points: [[Double]]
        let group_id: Int?
        let shape_type: String?
    }

    /// What LabelMe's own converters take as void.
    private static let ignored = "__ignore__"

    /// - Parameter path: a file, or a folder with any number of them.
    public static func read(_ path: String) throws -> ImportSource {
        var isFolder: ObjCBool = false, files = [""]
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            files = try filesBelow(path).filter { $0.hasSuffix(".json") }
            guard !files.isEmpty else { throw ImportError(.cannotRead, path, "no LabelMe files (.json)") }
        }
        let read = try ConcurrentWork.map(files) { file in
            let path = file.isEmpty ? path : "\(path)/\(file)"
            return Result {
                try JSONSource.decode(File.self, path, limit: 1 << 28, format: "of LabelMe")
            }
        }
        var source = ImportSource(path: path)
        let good = read.compactMap { try? $0.get() }
        let names = Set(good.flatMap { $0.shapes.map(\.label) }).sorted()
        source.categories = names.map { .init(name: $0, isIgnored: $0 == ignored) }
        let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        for (file, result) in zip(files, read) {
            switch result {
            case .success(let content): add(content, file, places, to: &source)
            case .failure(let fault): source.faults.append(fault)
            }
        }
        return source
    }

    private static func add(_ content: File, _ file: String, _ places: [String: Int], to source: inout ImportSource) {
        var shapes: [Shape] = []
        for (index, drawn) in content.shapes.enumerated() {
            guard let part = part(drawn), let category = places[drawn.label] else {
                source.leftOut[drawn.shape_type ?? "shape", default: 0] += 1
                continue
            }
            shapes.append(Shape(number: index + 1, category: category, group: drawn.group_id, parts: [part]))
        }
        // The path in the file leads from it to the picture, on the machine of whoever drew. Only the name counts.
        let own = (file.isEmpty ? source.path : file) as NSString
        let name = content.imagePath?.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init)
        let folder = file.isEmpty ? "" : own.deletingLastPathComponent
        let picture = name ?? (own.lastPathComponent as NSString).deletingPathExtension
        source.pictures.append(
            LabelledPicture(
                file: folder.isEmpty ? picture : "\(folder)/\(picture)", isStem: name == nil,
                labelPath: file.isEmpty ? source.path : "\(source.path)/\(file)", width: content.imageWidth,
                height: content.imageHeight, content: .shapes(shapes, smallerOnTop: false)))
    }

    /// Nil for shapes that cover no pixels or are not read.
    private static func part(_ drawn: Drawn) -> Shape.Part? {
        let points = drawn.points
        guard points.allSatisfy({ $0.count == 2 }) else { return nil }
        switch drawn.shape_type ?? "polygon" {
        case "rectangle" where points.count == 2:
            return Shape.rectangle(points[0][0], points[0][1], points[1][0], points[1][1])
        case "polygon", "rectangle": return .polygon(points.flatMap { $0 })
        default: return nil
        }
    }
}
