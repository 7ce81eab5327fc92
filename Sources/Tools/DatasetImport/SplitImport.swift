import Datasets
import Foundation
import Images
import Support

/// Labels of any format with their pictures, written as a split in Cityscapes' layout.
public struct SplitImport: Sendable {
    public let source: ImportSource
    public let classes: ImportClasses
    private let pictures: PictureFolder
    private let output: String
    private let split: String
    private let background: UInt16?
    /// Pictures to import, each with its path below the folder and its place in the data set.
    public let items: [Item]
    /// Pictures that nobody labelled, which are left out.
    public private(set) var unlabelled = 0
    /// Pictures that are missing or named alike.
    private var faults: [any Error] = []

    /// All pictures are of one city.
    private static let city = "all"

    public struct Item: Sendable {
        let picture: LabelledPicture
        let file: String
        let target: CityscapesSample
        public var name: String { target.name }
    }

    public struct Outcome: Sendable {
        public fileprivate(set) var written = 0
        /// Were there already.
        public fileprivate(set) var kept = 0
        /// Of those written, pictures that are another name of the source's file.
        public fileprivate(set) var linked = 0
        public fileprivate(set) var counts = ImportCounts()
        /// In the order of the source.
        public fileprivate(set) var faults: [any Error] = []
    }

    /// - Parameter background: the class of pixels that nobody labelled; nil: they are void, and pictures without any
    ///   label are left out.
    public init(
        _ source: ImportSource, classes: ImportClasses, pictures: PictureFolder, output: String, split: String,
        background: String? = nil
    ) throws {
        self.source = source
        self.classes = classes
        self.pictures = pictures
        self.output = output
        self.split = split
        self.background = try classes.background(background, source.path)
        faults = source.faults
        var items: [Item] = [], names: [String: String] = [:]
        for picture in source.pictures {
            guard !picture.isUnlabelled || background != nil else {
                unlabelled += 1
                continue
            }
            do {
                let item = try SplitImport.item(picture, pictures, output, split)
                if let other = names.updateValue(item.file, forKey: item.name) {
                    throw ImportError(
                        .inconsistent, picture.labelPath,
                        "the pictures \(other) and \(item.file) would have one name in the data set: \(item.name)",
                        fix: "Give one of them another name")
                }
                items.append(item)
            } catch {
                faults.append(error)
            }
        }
        self.items = items
        guard !items.isEmpty || !faults.isEmpty else {
            throw ImportError(.cannotRead, source.path, "no picture has labels")
        }
    }

    private static func item(
        _ picture: LabelledPicture, _ pictures: PictureFolder, _ output: String, _ split: String
    ) throws -> Item {
        let file =
            picture.isStem
            ? try pictures.find(stem: picture.file, labels: picture.labelPath)
            : try pictures.find(picture.file, labels: picture.labelPath)
        let path = file as NSString
        // A picture of a data set in this layout keeps its name.
        let name =
            CityscapesSample.name(ofPicture: path.lastPathComponent)
            ?? path.deletingPathExtension.replacingOccurrences(of: "/", with: "_")
        guard !name.isEmpty, !name.hasPrefix(".") else {
            throw ImportError(.invalid, picture.labelPath, "no name is left of the picture \(file)")
        }
        return Item(
            picture: picture, file: file,
            target: CityscapesSample(
                in: output, split: split, city: city, name: name, ending: path.pathExtension.lowercased()))
    }

    /// Writes labels and pictures. Pictures that cannot be imported are faults, and do not lose the others; a full disk
    /// ends the work.
    /// - Parameters:
    ///   - force: writes what is there already once more.
    ///   - threads, finished: as of `ConcurrentWork.map`.
    public func write(force: Bool, threads: Int = 0, finished: (Item) -> Void = { _ in }) throws -> Outcome {
        let isThing = classes.labels.map { $0?.isThing == true }
        let each = try ConcurrentWork.map(items, threads: threads, finished: finished) { item in
            do {
                return Result<One, any Error>.success(try write(item, force: force, isThing: isThing))
            } catch let error as ImageError where error.kind == .outOfMemory && !error.description.contains(item.file) {
                return .failure(ImageError(error.kind, "\(pictures.path)/\(item.file): \(error.description)"))
            } catch {
                if isOfTheMachine(error) { throw error }
                return .failure(error)
            }
        }
        var outcome = Outcome(faults: faults)
        for result in each {
            switch result {
            case .success(.kept): outcome.kept += 1
            case .success(.written(let counts, let isLink)):
                outcome.written += 1
                outcome.linked += isLink ? 1 : 0
                outcome.counts.add(counts)
            case .failure(let fault): outcome.faults.append(fault)
            }
        }
        return outcome
    }

    private enum One: Sendable {
        case kept
        case written(ImportCounts, isLink: Bool)
    }

    // A full disk and the like, not a bad file.
    private func isOfTheMachine(_ error: any Error) -> Bool {
        switch error {
        case let error as ImageError: error.kind == .cannotWrite
        case let error as ImportError: error.kind == .cannotWrite
        case let error as FileError: error.kind == .cannotWrite
        default: false
        }
    }

    private func write(_ item: Item, force: Bool, isThing: [Bool]) throws -> One {
        let target = item.target
        if !force, isThere(item) { return .kept }
        let path = "\(pictures.path)/\(item.file)"
        for source in item.inputs where PictureLink.areSame(source, target.labelPath) {
            throw ImportError(
                .invalid, source, "these labels would be overwritten by the imported ones",
                fix: "Choose another folder with --output")
        }
        let picture = try Picture(contentsOf: path)
        try checkSize(item, picture, path, item.picture.width ?? picture.width, item.picture.height ?? picture.height)
        let canvas = try draw(item, picture, isThing: isThing)
        try checkSize(item, picture, path, canvas.width, canvas.height)
        let numbering = ObjectNumbering(canvas, labels: classes.labels, background: background, void: classes.void)
        // The picture comes last: where it is, the labels are too.
        for path in [target.labelPath, target.picturePath] { try makeFolder(of: path) }
        try numbering.map(canvas).writePNG(to: target.labelPath)
        return .written(numbering.counts, isLink: try PictureLink.put(path, at: target.picturePath))
    }

    /// Whether a run before this one wrote it, from labels that have not changed since.
    private func isThere(_ item: Item) -> Bool {
        guard FileManager.default.fileExists(atPath: item.target.picturePath),
            (try? PNGInfo(contentsOf: item.target.labelPath))?.hasEnd == true,
            let written = SplitImport.changed(item.target.labelPath)
        else { return false }
        return (item.inputs + [source.path]).compactMap(SplitImport.changed).allSatisfy { $0 <= written }
    }

    private static func changed(_ path: String) -> Date? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
    }

    private func draw(_ item: Item, _ picture: Picture, isThing: [Bool]) throws -> SegmentCanvas {
        switch item.picture.content {
        case .panoptic(let segments): return try segments.draw()
        case .classImage(let image): return try image.draw(isThing: isThing)
        case .shapes(let shapes, let smallerOnTop):
            var canvas = try SegmentCanvas(width: picture.width, height: picture.height)
            do { try canvas.draw(shapes, smallerOnTop: smallerOnTop) } catch let error as SegmentCanvas.NumberedFault {
                throw ImportError(
                    error.fault.kind, item.picture.labelPath,
                    "picture \(item.picture.file), shape \(error.shape): \(error.fault.problem)")
            }
            return canvas
        }
    }

    private func checkSize(_ item: Item, _ picture: Picture, _ path: String, _ width: Int, _ height: Int) throws {
        guard (width, height) != (picture.width, picture.height) else { return }
        let isTurned = (height, width) == (picture.width, picture.height)
        throw ImportError(
            .inconsistent, item.picture.labelPath,
            "labels of \(height)x\(width) pixels for a picture of \(picture.height)x\(picture.width): \(path)",
            fix: isTurned
                ? "A JPEG is turned upright as its Exif data say, and labels are those of the upright picture: turn "
                    + "these, or store the picture upright"
                : "Labels have the size of the picture")
    }

    private func makeFolder(of path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw ImportError(
                .cannotWrite, folder, "the folder cannot be made", fix: "Choose another with --output")
        }
    }
}

extension SplitImport.Item {
    /// Files of labels that it is made from, which must stay as they are.
    fileprivate var inputs: [String] {
        if case .classImage(let image) = picture.content { return [image.classPath, image.instancePath ?? ""] }
        return [picture.labelPath]
    }
}
