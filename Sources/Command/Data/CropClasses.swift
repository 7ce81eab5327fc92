import ArgumentParser
import Datasets
import Foundation

/// Whose objects are cut: `--classes` with label ids or a file of classes.
enum CropClasses: ExpressibleByArgument {
    case labelIDs([Int])
    case file(String)

    init?(argument: String) {
        let ids = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        if ids.allSatisfy({ $0 != nil }) {
            self = .labelIDs(ids.compactMap { $0 })
        } else if FileManager.default.fileExists(atPath: argument) {
            self = .file(argument)
        } else {
            return nil
        }
    }

    /// Where nothing is said: the file that an import has left in the data set's folder; nil: there is none.
    static func found(in root: String) -> CropClasses? {
        let file = (root as NSString).appendingPathComponent("classes.json")
        return FileManager.default.fileExists(atPath: file) ? .file(file) : nil
    }

    /// The label ids of each class, of which the first names it.
    func labels() throws -> [[Int]] {
        switch self {
        case .labelIDs(let ids): ids.map { [$0] }
        case .file(let path): try TrainingClasses(file: path).thingLabels
        }
    }
}
