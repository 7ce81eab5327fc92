import Foundation
import Images

/// The pictures that a command line names: files, and all PNG and JPEG files of folders in order of name, numbers in
/// them by value.
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
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: argument) else {
                throw InputError(status: .cannotRead, "\(argument): the folder cannot be read")
            }
            let found = names.filter(isPicture).sorted(by: isBefore)
            guard !found.isEmpty else {
                throw InputError(status: .cannotRead, "\(argument): no PNG or JPEG file in this folder")
            }
            files += found.map { (argument as NSString).appendingPathComponent($0) }
        }
        return files
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
