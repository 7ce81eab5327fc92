import Foundation
import Images
import Support

/// CVAT's XML "for images": polygons, boxes and masks. A shape of higher z_order lies on top, of equal ones the later;
/// shapes of one label and group are one object.
public enum CVATFile {
    public static func read(_ path: String) throws -> ImportSource {
        var reader = Reader(path)
        let bytes = try readFile(path, limit: 1 << 30)
        try JSONSource.require(8 * bytes.count, path)
        try XMLEvents.read(bytes, path: path) { try reader.take($0) }
        guard reader.isCVAT else {
            throw ImportError(
                .damaged, path, "no \"annotations\"", fix: "A file in the format CVAT for images 1.1 is wanted")
        }
        return reader.source
    }

    /// Follows the elements; what it throws is a `ShapeFault`, whose line is added.
    private struct Reader {
        private(set) var source: ImportSource
        private(set) var isCVAT = false
        private var elements: [String] = []
        /// Of the element at hand.
        private var text = ""
        private var label = ImportSource.Category(name: "")
        private var places: [String: Int] = [:]
        private var picture: LabelledPicture?
        private var shapes: [(zOrder: Int, shape: Shape)] = []

        /// Shapes that are read; others are counted.
        private static let kinds: Set<String> = ["polygon", "box", "mask"]
        /// Elements of a picture that are no shapes.
        private static let others: Set<String> = ["tag", "attribute"]
        /// Longer than any name or colour, and than the corners of any shape.
        private static let maxText = 1 << 16, maxAttribute = 1 << 24

        init(_ path: String) { source = ImportSource(path: path) }

        mutating func take(_ event: XMLEvents.Event) throws {
            switch event {
            case .start(let name, let attributes):
                if elements.isEmpty, name == "annotations" { isCVAT = true }
                guard attributes.values.allSatisfy({ $0.utf8.count <= Reader.maxAttribute }) else {
                    throw ShapeFault("more than \(Reader.maxAttribute) bytes for one attribute", kind: .limit)
                }
                elements.append(name)
                text = ""
                try start(name, attributes)
            case .text(let piece):
                guard text.utf8.count + piece.utf8.count <= Reader.maxText else { throw ShapeFault("a text too long") }
                text += piece
            case .end(let name):
                end(name)
                elements.removeLast()
            }
        }

        private var isInLabel: Bool { elements.dropLast().last == "label" && elements.contains("labels") }

        private mutating func start(_ name: String, _ attributes: [String: String]) throws {
            if name == "label" { label = .init(name: "") }
            if name == "image", elements.count == 2 {
                guard let file = attributes["name"] else { throw ShapeFault("an image without a name") }
                shapes = []
                picture = LabelledPicture(
                    file: file, labelPath: source.path, width: try Reader.number(attributes, "width"),
                    height: try Reader.number(attributes, "height"), content: .shapes([], smallerOnTop: false))
            } else if picture != nil, elements.count == 3 {
                guard Reader.kinds.contains(name) else {
                    if !Reader.others.contains(name) { source.leftOut[name, default: 0] += 1 }
                    return
                }
                let shape = Shape(
                    number: shapes.count + 1, category: try category(attributes["label"]),
                    group: try attributes["group_id"].flatMap { try Reader.number($0) == 0 ? nil : Reader.number($0) },
                    parts: [try part(name, attributes)])
                shapes.append((try attributes["z_order"].map { try Reader.number($0) } ?? 0, shape))
            }
        }

        private mutating func end(_ name: String) {
            let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
            switch name {
            case "name" where isInLabel: label.name = text
            case "color" where isInLabel: label.colour = Reader.colour(text)
            case "label" where elements.contains("labels"):
                if places[label.name] == nil {
                    places[label.name] = source.categories.count
                    source.categories.append(label)
                }
            case "image" where elements.count == 2:
                guard var picture else { return }
                let order = shapes.indices.sorted { (shapes[$0].zOrder, $0) < (shapes[$1].zOrder, $1) }
                picture.content = .shapes(order.map { shapes[$0].shape }, smallerOnTop: false)
                source.pictures.append(picture)
                self.picture = nil
            default: break
            }
        }

        /// A label that the file's list lacks is added to it.
        private mutating func category(_ name: String?) throws -> Int {
            guard let name else { throw ShapeFault("a shape without a label") }
            if let place = places[name] { return place }
            places[name] = source.categories.count
            source.categories.append(.init(name: name))
            return source.categories.count - 1
        }

        private func part(_ kind: String, _ attributes: [String: String]) throws -> Shape.Part {
            switch kind {
            case "polygon": .polygon(try Reader.coordinates(attributes["points"] ?? ""))
            case "box": try Reader.box(attributes)
            default:
                .rows(
                    counts: try Reader.counts(attributes["rle"] ?? ""), left: try Reader.number(attributes, "left"),
                    top: try Reader.number(attributes, "top"), width: try Reader.number(attributes, "width"),
                    height: try Reader.number(attributes, "height"))
            }
        }

        /// Turned around its middle where there is a rotation, in degrees.
        private static func box(_ attributes: [String: String]) throws -> Shape.Part {
            func side(_ key: String) throws -> Double { try coordinate(attributes[key] ?? "") }
            let (x0, y0, x1, y1) = (try side("xtl"), try side("ytl"), try side("xbr"), try side("ybr"))
            let angle = try attributes["rotation"].map { try coordinate($0[...]) } ?? 0
            guard angle != 0 else { return Shape.rectangle(x0, y0, x1, y1) }
            let (sine, cosine) = (sin(angle * .pi / 180), cos(angle * .pi / 180))
            let (x, y) = ((x0 + x1) / 2, (y0 + y1) / 2)
            return .polygon(
                [(x0, y0), (x1, y0), (x1, y1), (x0, y1)].flatMap { corner in
                    let (dx, dy) = (corner.0 - x, corner.1 - y)
                    return [x + dx * cosine - dy * sine, y + dx * sine + dy * cosine]
                })
        }

        /// As in `10.5,3;12,4`.
        private static func coordinates(_ text: String) throws -> [Double] {
            try text.split(separator: ";").flatMap { corner in
                let pair = corner.split(separator: ",", omittingEmptySubsequences: false)
                guard pair.count == 2 else { throw ShapeFault("a corner that is not x,y") }
                return [try coordinate(pair[0]), try coordinate(pair[1])]
            }
        }

        private static func coordinate(_ text: some StringProtocol) throws -> Double {
            guard let number = Double(text.trimmingCharacters(in: .whitespaces)), number.isFinite else {
                throw ShapeFault("\(String(text.prefix(40)).debugDescription) where a coordinate is due")
            }
            return number
        }

        /// As in `3, 5, 7`.
        private static func counts(_ text: String) throws -> [Int] {
            try text.split(separator: ",").map { try number($0) }
        }

        private static func number(_ attributes: [String: String], _ key: String) throws -> Int {
            guard let text = attributes[key] else { throw ShapeFault("\"\(key)\" is missing") }
            return try number(text)
        }

        private static func number(_ text: some StringProtocol) throws -> Int {
            guard let number = Int(text.trimmingCharacters(in: .whitespaces)) else {
                throw ShapeFault("\(String(text.prefix(40)).debugDescription) where a whole number is due")
            }
            return number
        }

        /// As in `#8000ff`; nil for anything else.
        private static func colour(_ text: String) -> [UInt8]? {
            guard text.hasPrefix("#"), text.utf8.count == 7, let value = UInt32(text.dropFirst(), radix: 16) else {
                return nil
            }
            return [16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
        }
    }
}
