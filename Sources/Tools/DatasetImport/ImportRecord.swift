import Foundation
import Support

/// By what rules a split was imported: kept beside it as `import_SPLIT.json`, so that a later run does not mix labels
/// of other rules into it.
public struct ImportRecord: Codable, Equatable, Sendable {
    struct Category: Codable, Equatable, Sendable {
        let id: Int?
        let name: String
        /// Its label id; nil: void.
        let label: Int?
        let thing: Bool
    }

    let format: String
    let background: String?
    let regions: Bool
    private(set) var categories: [Category]

    public init(format: String, background: String?, regions: Bool, source: ImportSource, classes: ImportClasses) {
        self.format = format
        self.background = background
        self.regions = regions
        let all = zip(source.categories, classes.labels).map { category, label in
            Category(
                id: category.id, name: category.name, label: label.map { Int($0.id) }, thing: label?.isThing == true)
        }
        // Of numbers without names, those without a class are all others.
        categories = source.hasNames ? all : all.filter { $0.label != nil }
    }

    /// The label ids that earlier imports into a data set gave to categories with names. Files that are no records have
    /// none.
    public static func labels(output: String) -> [String: Int] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []
        var labels: [String: Int] = [:]
        for file in files.sorted() where file.hasPrefix("import_") && file.hasSuffix(".json") {
            guard let bytes = try? readFile("\(output)/\(file)", limit: maxBytes),
                let record = try? JSONDecoder().decode(ImportRecord.self, from: Data(bytes))
            else { continue }
            for category in record.categories {
                if let label = category.label, labels[category.name] == nil { labels[category.name] = label }
            }
        }
        return labels
    }

    private static let maxBytes = 1 << 26

    /// Writes the record, with the categories of earlier runs. Throws where those had other rules.
    public func write(output: String, split: String, force: Bool) throws {
        let path = "\(output)/import_\(split).json"
        var record = self
        if !force, FileManager.default.fileExists(atPath: path) {
            let bytes = try readFile(path, limit: ImportRecord.maxBytes)
            guard let earlier = try? JSONDecoder().decode(ImportRecord.self, from: Data(bytes)),
                earlier.agrees(with: self)
            else {
                throw ImportError(
                    .invalid, path, "this split was imported from another format, or with other classes or options",
                    fix: "Use the same, choose another --split or --output, or write all anew with --force")
            }
            record.categories += earlier.categories.filter { !categories.contains($0) }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(Array(try encoder.encode(record)) + [10], to: path)
    }

    /// New categories change nothing for those that were there.
    private func agrees(with other: ImportRecord) -> Bool {
        guard format == other.format, background == other.background, regions == other.regions else { return false }
        let own = Dictionary(categories.map { (Key(id: $0.id, name: $0.name), $0) }) { first, _ in first }
        return other.categories.allSatisfy { category in
            own[Key(id: category.id, name: category.name)].map { $0 == category } ?? true
        }
    }

    private struct Key: Hashable {
        let id: Int?
        let name: String
    }
}

extension ImportClasses {
    /// Writes the file of classes into the data set. Nil where the classes are of a file that was given. Throws where
    /// a file with other classes is there.
    public func writeFile(output: String, force: Bool) throws -> String? {
        guard let text else { return nil }
        let path = "\(output)/classes.json", bytes = Array(text.utf8)
        if FileManager.default.fileExists(atPath: path) {
            if try readFile(path, limit: 1 << 20) == bytes { return path }
            guard force else {
                throw ImportError(
                    .badClasses, path, "other classes are there than those of \(labelsPath)",
                    fix: "Import by these with --classes \(path), or replace them with --force")
            }
        }
        try AtomicFile.write(bytes, to: path)
        return path
    }
}
