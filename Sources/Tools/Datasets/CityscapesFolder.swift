import Foundation

/// A data set in the layout of Cityscapes:
///
///     leftImg8bit/SPLIT/CITY/NAME_leftImg8bit.png (or .jpg, .jpeg)
///     gtFine/SPLIT/CITY/NAME_gtFine_instanceIds.png
///
/// Other files beside these are left alone. Nothing is kept but the path: any number of threads may use it.
public struct CityscapesFolder: Sendable {
    public let root: String

    /// - Parameter root: the folder that holds `leftImg8bit` and `gtFine`; nil: that of the environment variable
    ///   `CITYSCAPES_DIR`.
    public init(_ root: String? = nil) throws {
        guard let root = root ?? ProcessInfo.processInfo.environment["CITYSCAPES_DIR"], !root.isEmpty else {
            throw DatasetError(.cannotRead, "data set", "no folder is given", fix: "Name it, or set CITYSCAPES_DIR")
        }
        self.root = root
        for folder in [root, picturesFolder, labelsFolder] where !isFolder(folder) {
            throw DatasetError(
                .cannotRead, folder, "no such folder",
                fix: "A data set has the layout of Cityscapes: leftImg8bit and gtFine, with splits")
        }
    }

    var picturesFolder: String { root.appending(component: "leftImg8bit") }
    var labelsFolder: String { root.appending(component: "gtFine") }

    /// The names of the splits that have pictures, sorted: train, val ...
    public func splits() throws -> [String] { try subfolders(of: picturesFolder) }

    /// A split as its folders list it; no file is opened.
    public struct Listing: Sendable {
        /// Pictures that have labels, in order of their paths.
        public var samples: [CityscapesSample] = []
        /// Pictures without labels, labels without a picture, and two pictures of one name.
        public var faults: [DatasetError] = []
    }

    /// The samples of a split, and what is missing. Throws where the split itself is missing or empty.
    public func list(_ split: String) throws -> Listing {
        let pictures = picturesFolder.appending(component: split), labels = labelsFolder.appending(component: split)
        for folder in [pictures, labels] where !isFolder(folder) {
            throw DatasetError(
                .cannotRead, folder, "no such folder",
                fix: "There are these splits: \(try splits().joined(separator: ", "))")
        }
        var listing = Listing()
        for city in Set(try subfolders(of: pictures) + subfolders(of: labels)).sorted() {
            try list(
                city: city, pictures: pictures.appending(component: city), labels: labels.appending(component: city),
                into: &listing)
        }
        guard !listing.samples.isEmpty || !listing.faults.isEmpty else {
            throw noPictures(pictures)
        }
        listing.samples.sort { $0.picturePath < $1.picturePath }
        listing.faults.sort { $0.path < $1.path }
        return listing
    }

    /// The samples of a split in order of their paths. Throws where a picture has no labels or labels have no picture.
    public func samples(of split: String) throws -> [CityscapesSample] {
        let listing = try list(split)
        if let fault = listing.faults.first { throw fault }
        return listing.samples
    }

    /// The pictures of a split in order of their paths, whether they have labels or not.
    public func pictures(of split: String) throws -> [(name: String, path: String)] {
        let folder = picturesFolder.appending(component: split)
        guard isFolder(folder) else {
            throw DatasetError(
                .cannotRead, folder, "no such folder",
                fix: "There are these splits: \(try splits().joined(separator: ", "))")
        }
        var pictures: [(name: String, path: String)] = []
        for city in try subfolders(of: folder) {
            let path = folder.appending(component: city)
            for file in try visible(in: path) {
                guard let name = CityscapesSample.name(ofPicture: file) else { continue }
                pictures.append((name, path.appending(component: file)))
            }
        }
        guard !pictures.isEmpty else { throw noPictures(folder) }
        return pictures
    }

    private func noPictures(_ folder: String) -> DatasetError {
        DatasetError(
            .cannotRead, folder, "no pictures",
            fix: "They are looked for in CITY/NAME\(CityscapesSample.pictureSuffix).png or .jpg")
    }

    private func list(city: String, pictures: String, labels: String, into listing: inout Listing) throws {
        let labelSuffix = CityscapesSample.labelSuffix + ".png"
        var unclaimed = Set(isFolder(labels) ? try visible(in: labels).filter { $0.hasSuffix(labelSuffix) } : [])
        var names: Set<String> = []
        for file in isFolder(pictures) ? try visible(in: pictures) : [] {
            guard let name = CityscapesSample.name(ofPicture: file) else { continue }
            let sample = CityscapesSample(
                city: city, name: name, picturePath: pictures.appending(component: file),
                labelPath: labels.appending(component: name + labelSuffix))
            if !names.insert(name).inserted {
                listing.faults.append(
                    DatasetError(.inconsistent, sample.picturePath, "another picture has the same name"))
            } else if unclaimed.remove(name + labelSuffix) == nil {
                listing.faults.append(
                    DatasetError(.inconsistent, sample.picturePath, "its labels are missing: \(sample.labelPath)"))
            } else {
                listing.samples.append(sample)
            }
        }
        listing.faults += unclaimed.map {
            let name = $0.dropLast(labelSuffix.count) + CityscapesSample.pictureSuffix
            let path = labels.appending(component: $0)
            return DatasetError(
                .inconsistent, path,
                "its picture is missing: \(pictures.appending(component: String(name))).png or .jpg")
        }
    }

    private func subfolders(of folder: String) throws -> [String] {
        try visible(in: folder).filter { isFolder(folder.appending(component: $0)) }
    }

    /// Names in a folder, sorted, without hidden ones.
    private func visible(in folder: String) throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }.sorted()
        } catch {
            throw DatasetError(.cannotRead, folder, "the folder cannot be listed")
        }
    }
}

func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
}

extension String {
    func appending(component: String) -> String { (self as NSString).appendingPathComponent(component) }
}
