import Foundation

/// PNG files whose pixels are class ids, and perhaps others whose pixels are numbers of objects, 0 for none.
public enum ClassImages {
    /// - Parameters:
    ///   - folder: of the class ids; `instances`: of the numbers, with the same names.
    ///   - suffix: what the names of class ids have after those of the pictures; `instanceSuffix`: the same of numbers.
    ///   - regions: connected pixels of a thing are an object, where there are no numbers.
    public static func read(
        _ folder: String, instances: String? = nil, suffix: String = "", instanceSuffix: String = "",
        regions: Bool = false
    ) throws -> ImportSource {
        let ending = suffix + ".png"
        // Where both kinds are in one folder, the numbers are no class ids.
        let other = instances != nil && instanceSuffix.count > suffix.count ? instanceSuffix + ".png" : nil
        let files = try filesBelow(folder).filter { file in
            file.hasSuffix(ending) && other.map { !file.hasSuffix($0) } ?? true
        }
        guard !files.isEmpty else {
            throw ImportError(.cannotRead, folder, "no class ids", fix: "Files that end in \(ending) are looked for")
        }
        var source = ImportSource(path: folder)
        source.hasNames = false
        source.categories = (0...Int(UInt16.max)).map { .init(id: $0, name: "\($0)") }
        source.pictures = files.map { file in
            let stem = String(file.dropLast(ending.count))
            return LabelledPicture(
                file: stem, isStem: true, labelPath: "\(folder)/\(file)",
                content: .classImage(
                    ClassImage(
                        classPath: "\(folder)/\(file)",
                        instancePath: instances.map { "\($0)/\(stem)\(instanceSuffix).png" }, regions: regions)))
        }
        return source
    }
}
