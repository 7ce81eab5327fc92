import Foundation
import Images

/// The labels of one picture: a grey PNG of 16 bits.
public struct LabelFile: Equatable, Sendable {
    static let suffix = CityscapesSample.labelSuffix + ".png"

    public let path: String
    /// The file's name up to its suffix.
    public let name: String

    init(path: String, name: String) {
        self.path = path
        self.name = name
    }

    /// Nil if the file's name does not end as those of label files do.
    init?(_ path: String) {
        let file = (path as NSString).lastPathComponent
        guard file.hasSuffix(LabelFile.suffix) else { return nil }
        self.path = path
        name = String(file.dropLast(LabelFile.suffix.count))
    }

    /// The pixels' `PanopticID`s.
    public func instanceIDs() throws -> LabelMap16 {
        try info()
        return try LabelMap16(contentsOf: path)
    }

    /// The size, without decoding. Throws if the file does not have 16 bits a pixel.
    @discardableResult
    public func info() throws -> PNGInfo {
        let info = try PNGInfo(contentsOf: path)
        guard info.bitDepth == 16 else {
            throw DatasetError(
                .unsupported, path, "\(info.bitDepth) bits a pixel, which hold no numbers of objects",
                fix: "instanceIds are grey PNG files of 16 bits")
        }
        return info
    }
}
