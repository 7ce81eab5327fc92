import Images

/// A picture of a data set and the labels of its pixels, as paths. Any number of threads may read it.
public struct CityscapesSample: Equatable, Sendable {
    static let pictureSuffix = "_leftImg8bit"
    static let labelSuffix = "_gtFine_instanceIds"

    public let city: String
    /// The files' name up to its suffix.
    public let name: String
    /// The picture, PNG or JPEG.
    public let picturePath: String
    /// The instanceIds: a grey PNG of 16 bits.
    public let labelPath: String

    /// NAME of `NAME_leftImg8bit.png` and the like; nil for other files.
    public static func name(ofPicture file: String) -> String? {
        for ending in [".png", ".jpg", ".jpeg"] where file.hasSuffix(pictureSuffix + ending) {
            return String(file.dropLast(pictureSuffix.count + ending.count))
        }
        return nil
    }

    /// Where a sample of that name is in a data set; nothing need be there.
    /// - Parameter ending: of the picture's file: png, jpg or jpeg.
    public init(in root: String, split: String, city: String, name: String, ending: String) {
        func path(_ kind: String, _ file: String) -> String {
            root.appending(component: "\(kind)/\(split)/\(city)/\(name)\(file)")
        }
        self.init(
            city: city, name: name, picturePath: path("leftImg8bit", CityscapesSample.pictureSuffix + "." + ending),
            labelPath: path("gtFine", CityscapesSample.labelSuffix + ".png"))
    }

    init(city: String, name: String, picturePath: String, labelPath: String) {
        self.city = city
        self.name = name
        self.picturePath = picturePath
        self.labelPath = labelPath
    }

    /// Picture and labels, of one size.
    public func load() throws -> (picture: Picture, instanceIDs: LabelMap16) {
        let map = try instanceIDs()
        return (try picture(for: map), map)
    }

    /// The picture of labels that are loaded already; throws where it has another size.
    func picture(for map: LabelMap16) throws -> Picture {
        let picture = try Picture(contentsOf: picturePath)
        guard map.width == picture.width, map.height == picture.height else {
            throw DatasetError(
                .inconsistent, labelPath,
                "\(map.height)x\(map.width) labels for a picture of \(picture.height)x\(picture.width): \(picturePath)")
        }
        return picture
    }

    /// The labels alone: `PanopticID`s.
    public func instanceIDs() throws -> LabelMap16 { try labels.instanceIDs() }

    /// Size of the labels, without decoding them. Throws where they have not 16 bits.
    @discardableResult
    public func labelInfo() throws -> PNGInfo { try labels.info() }

    private var labels: LabelFile { LabelFile(path: labelPath, name: name) }
}
