import ArgumentParser
import Checkpoints
import Foundation
import Images
import Scenes
import Support

struct DatasetSynth: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "synth",
        abstract: "Draw street scenes with exact ids of all pixels.",
        discussion: """
            Made-up streets with all 19 classes of Cityscapes, for tests and for the time until Cityscapes itself may \
            be used. A third are motorways between crash barriers. Barriers have the label id 14 (guard rail), \
            bridges 15: Cityscapes' classes leave both out, camvid-classes.json counts them as fence and building.
            Writes for each picture, in the layout of Cityscapes (SPLIT is train or val):
              leftImg8bit/SPLIT/synth/synth_000000_leftImg8bit.png
              gtFine/SPLIT/synth/synth_000000_gtFine_instanceIds.png   16-bit: label id, \
            or label id * 1000 + number of the object
            and synth.json, from what it was drawn. The same seed and size give the same files. Pictures that are \
            already there are kept, so that the same command goes on where it was stopped, or adds more pictures.

            EXAMPLES
              pansecb dataset synth --output streets --train 500 --val 50
              pansecb dataset synth --output small --train 20 --val 5 --size 128x256 --seed 7 --json
            """)

    @Option(name: [.short, .long], help: "Folder of the dataset; made if it is missing.", completion: .directory)
    var output: String

    @Option(help: "Pictures to train with.")
    var train = 500

    @Option(help: "Pictures to validate with.")
    var val = 50

    @Option(help: "HEIGHTxWIDTH of the pictures.")
    var size = PixelSize(argument: "512x1024")!

    @Option(help: "Another number gives other streets.")
    var seed: UInt64 = 1

    @Option(help: "Threads; 0: one for each processor. The pictures do not depend on it.")
    var threads = 0

    @Flag(help: "Print a summary as JSON.")
    var json = false

    private static let most = 1_000_000

    func validate() throws {
        guard (0...DatasetSynth.most).contains(train), (0...DatasetSynth.most).contains(val) else {
            throw ValidationError("--train and --val go from 0 to \(DatasetSynth.most)")
        }
        guard train + val > 0 else { throw ValidationError("--train and --val are both 0: nothing to draw") }
        guard (0...256).contains(threads) else { throw ValidationError("--threads goes from 0 to 256") }
        guard StreetScene.sides.contains(size.height), StreetScene.sides.contains(size.width) else {
            throw ValidationError(
                "--size: a side has \(StreetScene.sides.lowerBound) to \(StreetScene.sides.upperBound) pixels")
        }
    }

    func run() throws {
        let start = Date(), folder = SceneFolder(path: output, width: size.width, height: size.height, seed: seed)
        try prepare(folder)
        let wanted =
            (0..<train).map { Item(split: "train", index: $0) } + (0..<val).map { Item(split: "val", index: $0) }
        let missing = wanted.filter { !folder.isComplete($0.split, $0.index) }
        try Drawing(folder, missing).run(threads: threads > 0 ? threads : ProcessInfo.processInfo.activeProcessorCount)
        let summary = Summary(
            output: output, height: size.height, width: size.width, seed: seed, train: train, val: val,
            drawn: missing.count,
            kept: wanted.count - missing.count, seconds: Date().timeIntervalSince(start))
        StandardStreams.print(json ? try JSONText.of(summary) : summary.text)
    }

    /// Makes the folders. A folder of other streets is not mixed with these.
    private func prepare(_ folder: SceneFolder) throws {
        let file = "\(output)/synth.json", origin = Origin(height: size.height, width: size.width, seed: seed)
        if FileManager.default.fileExists(atPath: file) {
            guard let bytes = FileManager.default.contents(atPath: file),
                let known = try? JSONDecoder().decode(Origin.self, from: bytes)
            else {
                throw InputError(
                    status: .damaged,
                    "\(file): this does not tell what the pictures were drawn from; choose another folder with --output"
                )
            }
            guard known == origin else {
                throw InputError(
                    status: .invalid,
                    "\(file): the pictures there were drawn with --size \(known.height)x\(known.width) "
                        + "--seed \(known.seed) by generation \(known.generation) of the drawing; "
                        + "use the same (this is generation \(Origin.current)), or another folder "
                        + "with --output")
            }
        }
        do {
            try folder.make("train")
            try folder.make("val")
        } catch {
            throw InputError(
                status: .cannotWrite, "\(output): the folders cannot be made; choose another with --output")
        }
        try AtomicFile.write(Array(try JSONText.of(origin).utf8) + [10], to: file)
    }

    struct Item {
        var split: String
        var index: Int
    }

    /// What decides all bytes of the pictures.
    private struct Origin: Codable, Equatable {
        /// Goes up whenever the same seed gives other streets.
        static let current = 2

        var height: Int
        var width: Int
        var seed: UInt64
        var generation = Origin.current
    }

    private struct Summary: Encodable {
        var output: String
        var height: Int
        var width: Int
        var seed: UInt64
        var train: Int
        var val: Int
        var drawn: Int
        var kept: Int
        var seconds: Double

        var text: String {
            "\(output): \(train) pictures to train with, \(val) to validate; "
                + "\(drawn) drawn in \(ProgressLine.duration(seconds)), \(kept) were there"
        }
    }
}

/// Draws pictures on several threads, each the next one that nobody has.
private final class Drawing: @unchecked Sendable {
    private let folder: SceneFolder
    private let items: [DatasetSynth.Item]
    private let lock = NSLock()
    private var next = 0
    private let progress: ProgressLine
    private var failure: (any Error)?

    init(_ folder: SceneFolder, _ items: [DatasetSynth.Item]) {
        self.folder = folder
        self.items = items
        progress = ProgressLine(total: items.count)
    }

    /// Throws the first failure; pictures that were finished before stay.
    func run(threads: Int) throws {
        DispatchQueue.concurrentPerform(iterations: min(threads, items.count)) { _ in
            while let item = take() {
                let result = Result { try folder.write(item.split, item.index) }
                finish(item, result)
            }
        }
        progress.finish()
        if let failure { throw failure }
    }

    private func take() -> DatasetSynth.Item? {
        lock.withLock {
            guard failure == nil, next < items.count else { return nil }
            next += 1
            return items[next - 1]
        }
    }

    private func finish(_ item: DatasetSynth.Item, _ result: Result<Void, any Error>) {
        lock.withLock {
            switch result {
            case .success: progress.advance()
            case .failure(let error): failure = failure ?? error
            }
        }
    }
}
