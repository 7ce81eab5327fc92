import Foundation

/// Scenes as files in the layout of Cityscapes: leftImg8bit/SPLIT/synth/ and gtFine/SPLIT/synth/.
public struct SceneFolder: Sendable {
    public let path: String
    public let width: Int
    public let height: Int
    public let seed: UInt64

    public init(path: String, width: Int, height: Int, seed: UInt64) {
        self.path = path
        self.width = width
        self.height = height
        self.seed = seed
    }

    public func picturePath(_ split: String, _ index: Int) -> String {
        "\(folder("leftImg8bit", split))/\(stem(index))_leftImg8bit.png"
    }

    public func idsPath(_ split: String, _ index: Int) -> String {
        "\(folder("gtFine", split))/\(stem(index))_gtFine_instanceIds.png"
    }

    /// Makes the folders of a split. Throws what the file manager throws.
    public func make(_ split: String) throws {
        for kind in ["leftImg8bit", "gtFine"] {
            try FileManager.default.createDirectory(atPath: folder(kind, split), withIntermediateDirectories: true)
        }
    }

    /// Whether both files are there. Files appear whole or not at all, so that nothing else needs a check.
    public func isComplete(_ split: String, _ index: Int) -> Bool {
        FileManager.default.fileExists(atPath: picturePath(split, index))
            && FileManager.default.fileExists(atPath: idsPath(split, index))
    }

    /// Draws a scene and writes both files. Throws `ImageError` where that fails, `SceneError` for sizes that are not
    /// drawn.
    public func write(_ split: String, _ index: Int) throws {
        let scene = try StreetScene(width: width, height: height, seed: seed, split: split, index: index)
        try scene.picture.writePNG(to: picturePath(split, index))
        try scene.instanceIds.writePNG(to: idsPath(split, index))
    }

    private func folder(_ kind: String, _ split: String) -> String { "\(path)/\(kind)/\(split)/synth" }

    private func stem(_ index: Int) -> String { String(format: "synth_%06d", index) }
}
