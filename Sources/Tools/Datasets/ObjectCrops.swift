import Foundation
import Images

/// Cuts a square around every object, so that training loses no time with empty background. Crops of the class with
/// label id N are a split of their own, `crops_N`, in the layout of Cityscapes:
///
///     leftImg8bit/crops_N/CITY/NAME_KKK_leftImg8bit.png
///     gtFine/crops_N/CITY/NAME_KKK_gtFine_instanceIds.png
///
/// CITY and NAME are those of the picture; KKK counts its objects of the class from 000, by ascending id. The square's
/// middle is the object's mean pixel, rounded down, as far as the picture's edges allow. Pictures in which no square
/// has room are left out: in training, smaller crops would be enlarged, and their objects have another size.
public struct ObjectCrops: Sendable {
    /// Side of the squares in pixels.
    public let size: Int
    /// Classes by label id.
    public let labelIDs: [Int]
    private let things: [UInt8]

    private static let splitPrefix = "crops_"

    /// Whether a split's name is that of crops.
    public static func isSplit(_ name: String) -> Bool { name.hasPrefix(splitPrefix) }

    public init(size: Int, labelIDs: [Int]) throws {
        try self.init(size: size, classes: labelIDs.map { [$0] })
    }

    /// - Parameter classes: the label ids of each, of which the first names it.
    public init(size: Int, classes: [[Int]]) throws {
        let all = Array(classes.joined())
        guard (1...Picture.maxSide).contains(size) else {
            throw DatasetError(.invalid, "crops", "a side of \(size) pixels; it must be 1 to \(Picture.maxSide)")
        }
        guard !classes.isEmpty, classes.allSatisfy({ !$0.isEmpty }), Set(all).count == all.count,
            all.allSatisfy({ (1...InstanceIDs.maxThingLabel).contains($0) })
        else {
            throw DatasetError(
                .invalid, "crops", "classes must be different label ids of things, 1 to \(InstanceIDs.maxThingLabel)")
        }
        self.size = size
        labelIDs = classes.map { $0[0] }
        things = InstanceIDs.things(classes)
    }

    /// Crops of one class.
    public struct Count: Equatable, Sendable {
        public var written = 0
        /// They were there already.
        public var kept = 0
    }

    public struct Outcome: Sendable {
        /// For each class.
        public var counts: [Count]
        /// Samples that could not be read; the others are done.
        public var faults: [any Error] = []
        /// Samples that were left out because they are too small.
        public var tooSmall: [CityscapesSample] = []
    }

    /// Writes the crops of all samples below `root`. Whole crops of this size that are there already are not made
    /// again, so that an interrupted run goes on where it was. Throws where all pictures are too small, before anything
    /// is written, or where a crop cannot be written.
    /// - Parameters: `threads` and `finished` as of `ConcurrentWork.map`.
    public func write(
        _ samples: [CityscapesSample], to root: String, threads: Int = 0,
        finished: (CityscapesSample) -> Void = { _ in }
    ) throws -> Outcome {
        var tooSmall: [CityscapesSample] = [], others: [CityscapesSample] = []
        for sample in samples {
            if isTooSmall(sample) { tooSmall.append(sample) } else { others.append(sample) }
        }
        if others.isEmpty, let first = tooSmall.first { throw refusal(first) }
        tooSmall.forEach(finished)
        let each = try ConcurrentWork.map(others, threads: threads, finished: finished) {
            sample -> Result<[Count], any Error> in
            do {
                return .success(try write(sample, to: root))
            } catch {
                // The next sample would fare no better.
                if isOfTheMachine(error) { throw error }
                return .failure(error)
            }
        }
        var outcome = Outcome(counts: labelIDs.map { _ in Count() }, tooSmall: tooSmall)
        for result in each {
            switch result {
            case .success(let counts):
                for (thing, count) in counts.enumerated() {
                    outcome.counts[thing].written += count.written
                    outcome.counts[thing].kept += count.kept
                }
            case .failure(let fault): outcome.faults.append(fault)
            }
        }
        return outcome
    }

    /// A full disk and the like, not a bad file.
    private func isOfTheMachine(_ error: any Error) -> Bool {
        switch error {
        case let error as ImageError: error.kind == .cannotWrite || error.kind == .outOfMemory
        case let error as DatasetError: error.kind == .cannotWrite
        default: false
        }
    }

    /// False for files that cannot be read, which are left to `write`.
    private func isTooSmall(_ sample: CityscapesSample) -> Bool {
        guard let info = try? sample.labelInfo() else { return false }
        return info.width < size || info.height < size
    }

    private func refusal(_ sample: CityscapesSample) -> DatasetError {
        let side = (try? sample.labelInfo()).map { "\($0.height)x\($0.width)" } ?? "its"
        return DatasetError(
            .invalid, sample.picturePath, "\(side) pixels are too few for crops of \(size)x\(size), as in all pictures",
            fix: "Take smaller crops")
    }

    private func write(_ sample: CityscapesSample, to root: String) throws -> [Count] {
        var counts = labelIDs.map { _ in Count() }
        let map = try sample.instanceIDs()
        var picture: Picture?
        for region in ObjectRegion.find(in: map, things: things) {
            let number = counts[region.thing].written + counts[region.thing].kept
            let crop = target(sample, labelIDs[region.thing], number, root)
            if isWhole(crop.labelPath, bits: 16), isWhole(crop.picturePath, bits: 8) {
                counts[region.thing].kept += 1
                continue
            }
            let source = try picture ?? sample.picture(for: map)
            picture = source
            let x = start(region.sumX / region.pixels, side: map.width),
                y = start(region.sumY / region.pixels, side: map.height)
            // The picture comes last: where it is, the labels are too.
            for path in [crop.labelPath, crop.picturePath] { try makeFolder(of: path) }
            try map.cropped(x: x, y: y, width: size, height: size).writePNG(to: crop.labelPath)
            try source.cropped(x: x, y: y, width: size, height: size).writePNG(to: crop.picturePath)
            counts[region.thing].written += 1
        }
        return counts
    }

    /// First pixel of a stretch of `size` around the centre that stays inside.
    private func start(_ centre: Int, side: Int) -> Int { min(max(centre - size / 2, 0), side - size) }

    private func target(_ sample: CityscapesSample, _ labelID: Int, _ number: Int, _ root: String) -> CityscapesSample {
        let digits = String(number),
            name = "\(sample.name)_\(String(repeating: "0", count: max(0, 3 - digits.count)))\(digits)"
        func path(_ kind: String, _ suffix: String) -> String {
            root.appending(
                component: "\(kind)/\(ObjectCrops.splitPrefix)\(labelID)/\(sample.city)/\(name)\(suffix).png")
        }
        return CityscapesSample(
            city: sample.city, name: name, picturePath: path("leftImg8bit", CityscapesSample.pictureSuffix),
            labelPath: path("gtFine", CityscapesSample.labelSuffix))
    }

    private func isWhole(_ path: String, bits: Int) -> Bool {
        guard let info = try? PNGInfo(contentsOf: path) else { return false }
        return info.hasEnd && info.width == size && info.height == size && info.bitDepth == bits
    }

    private func makeFolder(of path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw DatasetError(.cannotWrite, folder, "the folder cannot be made")
        }
    }
}
