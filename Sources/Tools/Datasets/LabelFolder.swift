import Foundation

/// Labels in the layout of Cityscapes, with or without their pictures:
///
///     SPLIT/CITY/NAME_gtFine_instanceIds.png
public struct LabelFolder: Sendable {
    public let path: String

    /// - Parameter folder: a data set, which has its labels in `gtFine`, or the folder of the splits itself;
    ///   nil: the data set of the environment variable `CITYSCAPES_DIR`.
    public init(_ folder: String? = nil) throws {
        guard let folder = folder ?? ProcessInfo.processInfo.environment["CITYSCAPES_DIR"], !folder.isEmpty else {
            throw DatasetError(.cannotRead, "data set", "no folder is given", fix: "Name it, or set CITYSCAPES_DIR")
        }
        let labels = folder.appending(component: "gtFine")
        path = isFolder(labels) ? labels : folder
    }

    /// The labels of a split in the order of their paths. Throws where there are none.
    public func labels(of split: String) throws -> [LabelFile] {
        let folder = path.appending(component: split), pattern = "CITY/NAME\(LabelFile.suffix)"
        guard isFolder(folder) else {
            throw DatasetError(.cannotRead, folder, "no such folder", fix: "It holds \(pattern)")
        }
        let files = try visible(in: folder).map { folder.appending(component: $0) }.filter(isFolder).flatMap { city in
            try visible(in: city).compactMap { LabelFile(city.appending(component: $0)) }
        }
        guard !files.isEmpty else {
            throw DatasetError(.cannotRead, folder, "no labels", fix: "They are looked for in \(pattern)")
        }
        var cities: [String: String] = [:]
        for file in files {
            guard let other = cities.updateValue(file.path, forKey: file.name) else { continue }
            throw DatasetError(
                .inconsistent, file.path, "labels of the same name are in \(other)", fix: "Names are unique in a split")
        }
        return files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    private func visible(in folder: String) throws -> [String] {
        do { return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") } } catch {
            throw DatasetError(.cannotRead, folder, "the folder cannot be listed")
        }
    }
}
