import Foundation
import Support

extension PanopticFile {
    private struct Annotations: Decodable {
        var annotations: [Annotation]
    }

    /// Reads the JSON file; the PNG files are left alone.
    /// - Parameter annotationsOnly: images and categories are not read, whatever they are.
    public init(contentsOf path: String, annotationsOnly: Bool = false) throws(PanopticFileError) {
        let data: Data
        do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
            throw PanopticFileError(
                .cannotRead, path, "the file cannot be read", fix: "A file in COCO's panoptic format is wanted here")
        }
        do {
            if annotationsOnly {
                self.init(annotations: try JSONDecoder().decode(Annotations.self, from: data).annotations)
            } else {
                self = try JSONDecoder().decode(PanopticFile.self, from: data)
            }
        } catch {
            throw PanopticFileError(
                .damaged, path, PanopticFile.problem(error), fix: "A file in COCO's panoptic format is wanted here")
        }
    }

    /// Writes the JSON file, whole or not at all.
    public func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(Array(try encoder.encode(self)) + [10], to: path)
    }

    private static func problem(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "no JSON in COCO's panoptic format" }
        switch error {
        case .keyNotFound(let key, let context): return "\(place(context))\"\(key.stringValue)\" is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "\(place(context))a value of another type was expected"
        case .dataCorrupted(let context): return "\(place(context))\(sentence(context.debugDescription))"
        @unknown default: return "no JSON in COCO's panoptic format"
        }
    }

    /// Without its full stop: more follows.
    private static func sentence(_ text: String) -> Substring { text.hasSuffix(".") ? text.dropLast() : text[...] }

    /// As in `annotations[3].segments_info[0].id: `.
    private static func place(_ context: DecodingError.Context) -> String {
        guard !context.codingPath.isEmpty else { return "" }
        let path = context.codingPath.reduce(into: "") { path, key in
            path += key.intValue.map { "[\($0)]" } ?? (path.isEmpty ? "" : ".") + key.stringValue
        }
        return path + ": "
    }
}
