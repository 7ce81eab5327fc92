import Foundation

/// The folder of the pictures that labels speak of. No path leads out of it.
public struct PictureFolder: Sendable {
    public let path: String
    /// Paths below the folder, by file name.
    private let byName: [String: [String]]
    /// The same by file name without its ending.
    private let byStem: [String: [String]]

    private static let endings: Set<String> = ["png", "jpg", "jpeg"]

    public init(_ path: String) throws {
        self.path = path
        let files = try filesBelow(path).filter {
            PictureFolder.endings.contains(($0 as NSString).pathExtension.lowercased())
        }
        guard !files.isEmpty else {
            throw ImportError(
                .cannotRead, path, "no pictures", fix: "Files that end in .png, .jpg or .jpeg are looked for")
        }
        byName = Dictionary(grouping: files) { ($0 as NSString).lastPathComponent }
        byStem = Dictionary(grouping: files) { (($0 as NSString).lastPathComponent as NSString).deletingPathExtension }
    }

    /// The path below the folder of a picture that labels name; one that is not there may be in another subfolder.
    func find(_ name: String, labels: String) throws -> String {
        let parts = try PictureFolder.parts(name, labels: labels), relative = parts.joined(separator: "/")
        guard let file = parts.last else { throw PictureFolder.escaping(name, labels) }
        if byName[file]?.contains(relative) == true { return relative }
        // In panoptic files, Cityscapes' tools write names that no picture has.
        let wrong = "_gtFine_leftImg8bit.png"
        let other = file.hasSuffix(wrong) ? byStem[file.dropLast(wrong.count) + "_leftImg8bit"] : nil
        return try only(byName[file] ?? other ?? [], relative, labels: labels)
    }

    /// The same for a name without its ending.
    func find(stem: String, labels: String) throws -> String {
        let parts = try PictureFolder.parts(stem, labels: labels), relative = parts.joined(separator: "/")
        guard let file = parts.last else { throw PictureFolder.escaping(stem, labels) }
        let candidates = byStem[file] ?? []
        let exact = candidates.filter { ($0 as NSString).deletingPathExtension == relative }
        return try only(exact.isEmpty ? candidates : exact, relative + ".png or .jpg", labels: labels)
    }

    private func only(_ candidates: [String], _ wanted: String, labels: String) throws -> String {
        guard candidates.count < 2 else {
            throw ImportError(
                .inconsistent, labels, "its picture may be \(candidates[0]) or \(candidates[1]) in \(path)",
                fix: "Give the path below that folder")
        }
        guard let found = candidates.first else {
            throw ImportError(.inconsistent, labels, "its picture is missing: \(wanted) in \(path)")
        }
        return found
    }

    /// The components of a path that stays below its folder.
    static func parts(_ name: String, labels: String) throws -> [String] {
        let parts = name.split(separator: "/").filter { $0 != "." }.map(String.init)
        guard !name.hasPrefix("/"), !parts.contains(".."), !name.utf8.contains(0), (1...4096).contains(name.utf8.count)
        else { throw escaping(name, labels) }
        return parts
    }

    private static func escaping(_ name: String, _ labels: String) -> ImportError {
        ImportError(
            .invalid, labels, "the file name \(String(name.prefix(200)).debugDescription) leads out of its folder",
            fix: "Names are paths below the folder that the command is given")
    }
}

/// Paths of all files below a folder, sorted, without hidden ones.
func filesBelow(_ folder: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue,
        let all = FileManager.default.enumerator(atPath: folder)
    else { throw ImportError(.cannotRead, folder, "no such folder") }
    var files: [String] = []
    while let file = all.nextObject() as? String {
        guard !file.split(separator: "/").contains(where: { $0.hasPrefix(".") }) else { continue }
        files.append(file)
    }
    return files.sorted()
}
