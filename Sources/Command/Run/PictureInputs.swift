import Foundation
import Images

/// The pictures that a command line names: files, and all PNG and JPEG files of folders in order of name, numbers in
/// them by value. Of a folder that has none itself, those of the folders below: Cityscapes has one for each city.
enum PictureInputs {
    static func list(_ arguments: [String]) throws -> [String] {
        var files: [String] = []
        for argument in arguments {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder) else {
                throw InputError(status: .cannotRead, "\(argument): no such file or folder")
            }
            guard isFolder.boolValue else {
                files.append(argument)
                continue
            }
            let found = try pictures(in: argument)
            guard !found.isEmpty else {
                throw InputError(status: .cannotRead, "\(argument): no PNG or JPEG file in this folder or below it")
            }
            files += found
        }
        return files
    }

    private static func pictures(in folder: String) throws -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw InputError(status: .cannotRead, "\(folder): the folder cannot be read")
        }
        func path(_ name: String) -> String { (folder as NSString).appendingPathComponent(name) }
        let own = names.filter(isPicture).sorted(by: isBefore).map(path)
        guard own.isEmpty else { return own }
        return try names.filter { !$0.hasPrefix(".") }.sorted(by: isBefore).map(path).filter(isFolder)
            .flatMap { try pictures(in: $0) }
    }

    /// Itself, not a link to one: links may lead in a circle.
    private static func isFolder(_ path: String) -> Bool {
        let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        return type == .typeDirectory
    }

    /// The file's name without folder and ending: outputs are named after it.
    static func stem(_ file: String) -> String {
        ((file as NSString).lastPathComponent as NSString).deletingPathExtension
    }

    /// frame_9 before frame_10, as people and cameras count.
    private static func isBefore(_ a: String, _ b: String) -> Bool {
        let order = a.compare(b, options: .numeric)
        return order == .orderedSame ? a < b : order == .orderedAscending
    }

    private static func isPicture(_ name: String) -> Bool {
        ["png", "jpg", "jpeg"].contains((name as NSString).pathExtension.lowercased()) && !name.hasPrefix(".")
    }
}

/// A failure of the command itself.
struct InputError: Error, CustomStringConvertible {
    let status: ExitStatus
    let description: String

    init(status: ExitStatus, _ description: String) {
        self.status = status
        self.description = description
    }
}
