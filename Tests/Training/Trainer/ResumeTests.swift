import Checkpoints
import Foundation
import Testing

@testable import Training

/// A training that was interrupted, at the end of an epoch or within one, ends with the same numbers as one that was
/// not.
@Suite struct ResumeTests {
    private func tensors(_ file: String) throws -> [String: [Float]] {
        Dictionary(uniqueKeysWithValues: try Checkpoint(file: file).tensors.map { ($0.name, try $0.floats()) })
    }

    private func run(_ folder: TemporaryFolder, stops: [Int], threads: Int = 2, average: Double = 0.9) throws
        -> [String: [Float]]
    {
        var c = MadeUpData.configuration(folder.path)
        c.threads = threads
        c.average = average
        var isFirst = true
        for stop in stops + [Int.max] {
            let trainer = try MadeUpData.trainer(c), watcher = Watcher()
            if !isFirst { _ = try trainer.resume() }
            isFirst = false
            let outcome = try trainer.run(watcher) { watcher.steps.last.map { $0.updates >= stop } ?? false }
            #expect(outcome == (stop == .max ? .complete : .interrupted))
            // Four steps of `batch` samples an epoch.
            let place = watcher.steps[0].updates - 1
            #expect(watcher.beginnings.first == [place / 4 + 1, place % 4 * c.batch, 4 * c.batch])
        }
        return try tensors(c.output + "/last.safetensors")
    }

    /// Four steps an epoch, two epochs.
    @Test(arguments: [[2], [5], [1, 3, 6]]) func interruptedWithinAnEpoch(stops: [Int]) throws {
        let whole = try run(TemporaryFolder(), stops: []), pieces = try run(TemporaryFolder(), stops: stops)
        #expect(whole.count > 500)
        #expect(whole == pieces)
    }

    @Test func atTheEndOfAnEpoch() throws {
        let folder = try TemporaryFolder()
        var c = MadeUpData.configuration(folder.path)
        c.average = 0
        c.epochs = 1
        c.schedule = .epoch
        _ = try MadeUpData.trainer(c).run(Watcher()) { false }
        c.epochs = 2
        // The learning rate depends on the number of epochs: the uninterrupted run of two has the same in its first,
        // which is the base.
        let second = try MadeUpData.trainer(c), place = try second.resume()
        #expect(place.epoch == 1 && place.step == 0)
        _ = try second.run(Watcher()) { false }
        let other = try TemporaryFolder()
        c.output = other.path
        _ = try MadeUpData.trainer(c).run(Watcher()) { false }
        #expect(try tensors(folder.path + "/last.safetensors") == tensors(other.path + "/last.safetensors"))
    }

    @Test func threadsDoNotMatter() throws {
        #expect(try run(TemporaryFolder(), stops: [], threads: 1) == run(TemporaryFolder(), stops: [], threads: 3))
    }

    /// A checkpoint of an earlier release: its tensors are in another order, and it says nothing of the network.
    @Test func anOlderCheckpoint() throws {
        let folder = try TemporaryFolder(), c = MadeUpData.configuration(folder.path),
            file = c.output + "/last.safetensors"
        let trainer = try MadeUpData.trainer(c), watcher = Watcher()
        _ = try trainer.run(watcher) { watcher.steps.count >= 3 }
        let checkpoint = try Checkpoint(file: file)
        let text = try #require(checkpoint.metadata[TrainingCheckpoint.key])
        var progress = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        var settings = try #require(progress["configuration"] as? [String: Any])
        #expect(settings.removeValue(forKey: "network") != nil)
        progress["configuration"] = settings
        let old = String(decoding: try JSONSerialization.data(withJSONObject: progress), as: UTF8.self)
        try SafetensorsWriter.write(
            try checkpoint.tensors.reversed().map { .init(name: $0.name, shape: $0.shape, values: try $0.floats()) },
            metadata: [TrainingCheckpoint.key: old, "format": "pt"], to: file)

        let second = try MadeUpData.trainer(c), place = try second.resume()
        #expect(place.epoch == 0 && place.step == 3)
        _ = try second.run(Watcher()) { false }
        #expect(try tensors(file) == run(TemporaryFolder(), stops: []))
        let older = try Checkpoint(file: file)
        let network = try Conversion(older).architecture
        #expect(try TrainedClass.table(of: older, for: network) == MadeUpData.coding.table)
    }

    /// A picture that cannot be read, in the middle of a step: what was done before is kept, to the same numbers.
    @Test(arguments: [1, 2]) func afterAnError(accumulate: Int) throws {
        func configuration(_ folder: TemporaryFolder) -> TrainingConfiguration {
            var c = MadeUpData.configuration(folder.path)
            (c.accumulate, c.batch, c.average) = (accumulate, 1, 0)
            return c
        }
        let whole = try TemporaryFolder(), pieces = try TemporaryFolder()
        let watcher = Watcher()
        _ = try MadeUpData.trainer(configuration(whole)).run(watcher) { false }
        // The fourth sample of the second epoch: with two batches a step, the second of the second step.
        let c = configuration(pieces), names = MadeUpData.split("train", pictures: 8)
        let bad = EpochPlan(c.train, [names], seed: c.seed, epoch: 1).entries[3].sample
        nonisolated(unsafe) var count = 0
        let broken = TrainingSplit(name: names.name, samples: names.samples) {
            if $0 == bad {
                count += 1
                if count == 2 { throw TrainingError(.cannotRead, "bad.png: cannot be read") }
            }
            return MadeUpData.picture($0)
        }
        let first = try MadeUpData.trainer(c, train: broken)
        let error = #expect(throws: TrainingError.self) { _ = try first.run(Watcher()) { false } }
        #expect(error?.description.contains("bad.png") == true && first.hasKeptState)
        let second = try MadeUpData.trainer(c), place = try second.resume()
        #expect(place.epoch == 1 && place.step == 3 / accumulate)
        _ = try second.run(Watcher()) { false }
        #expect(try tensors(pieces.path + "/last.safetensors") == tensors(whole.path + "/last.safetensors"))
    }

    /// Without a step there is nothing to go on from, and the folder stays free for another try.
    @Test func anErrorInTheFirstStepLeavesNothing() throws {
        let folder = try TemporaryFolder(), c = MadeUpData.configuration(folder.path)
        let broken = TrainingSplit(name: "train", samples: (0..<8).map { "\($0)" }) { _ in
            throw TrainingError(.cannotRead, "bad.png: cannot be read")
        }
        let trainer = try MadeUpData.trainer(c, train: broken)
        #expect(throws: TrainingError.self) { _ = try trainer.run(Watcher()) { false } }
        #expect(!trainer.hasKeptState && !FileManager.default.fileExists(atPath: trainer.lastFile))
    }

    @Test func otherDataIsRefused() throws {
        let folder = try TemporaryFolder()
        var c = MadeUpData.configuration(folder.path)
        c.epochs = 1
        func split(_ name: String, _ samples: [String], sizes: [[Int]]) -> TrainingSplit {
            TrainingSplit(name: name, samples: samples, sizes: sizes) { MadeUpData.picture($0) }
        }
        let names = (0..<8).map { "\($0)" }, sizes = (0..<8).map { [64 + $0, 48] }
        let usual = split("train", names, sizes: sizes)
        _ = try MadeUpData.trainer(c, train: usual).run(Watcher()) { false }
        func problem(_ other: TrainingSplit) -> String {
            let error = #expect(throws: TrainingError.self) { _ = try MadeUpData.trainer(c, train: other).resume() }
            #expect(error?.kind == .checkpoint)
            return error?.description ?? ""
        }
        _ = try MadeUpData.trainer(c, train: usual).resume()
        #expect(
            problem(split("train", names + ["8"], sizes: sizes + [[1, 1]])).contains(
                "other data: split train had 8 samples and now has 9"))
        #expect(
            problem(split("train", names.dropLast() + ["x"], sizes: sizes)).contains(
                "samples of split train have other names"))
        #expect(
            problem(split("train", names, sizes: sizes.dropLast() + [[71, 49]])).contains(
                "pictures of split train have other sizes"))
        // Validation decides what is best.
        let error = #expect(throws: TrainingError.self) {
            let network = c.network.architecture
            _ = try Trainer(
                c, MadeUpData.coding(network), splits: [usual], validation: MadeUpData.split("val", pictures: 3),
                weights: MadeUpData.weights(network)
            ).resume()
        }
        #expect(error?.description.contains("split val had 2 samples and now has 3") == true)
    }

    /// The file that a training started from is not needed any more.
    @Test func withoutTheFileOfTheStart() throws {
        let folder = try TemporaryFolder(), other = try TemporaryFolder()
        var c = MadeUpData.configuration(other.path)
        c.epochs = 1
        _ = try MadeUpData.trainer(c).run(Watcher()) { false }
        c.start = c.output + "/last.safetensors"
        (c.output, c.epochs) = (folder.path, 2)
        let trainer = try MadeUpData.trainer(c), watcher = Watcher()
        #expect(trainer.start != nil)
        _ = try trainer.run(watcher) { watcher.steps.count >= 3 }
        try FileManager.default.removeItem(atPath: c.start)
        #expect(throws: TrainingError.self) { _ = try MadeUpData.trainer(c) }
        let network = c.network.architecture
        let second = try Trainer(
            c, MadeUpData.coding(network), splits: [MadeUpData.split("train", pictures: 8)],
            validation: MadeUpData.split("val", pictures: 2), weights: MadeUpData.weights(network), resumes: true)
        #expect(second.start == nil)
        let place = try second.resume()
        #expect(place.epoch == 0 && place.step == 3)
        #expect(try second.run(Watcher()) { false } == .complete)
    }

    /// An epoch's time has its part before an interruption in it.
    @Test func secondsAreThoseOfTheWholeEpoch() throws {
        let folder = try TemporaryFolder(), c = MadeUpData.configuration(folder.path)
        let file = c.output + "/last.safetensors"
        let watcher = Watcher(), start = Date()
        _ = try MadeUpData.trainer(c).run(watcher) { watcher.steps.count >= 3 }
        let most = Date().timeIntervalSince(start)
        func progress() throws -> TrainingCheckpoint.Progress {
            let text = try #require(try Checkpoint(file: file).metadata[TrainingCheckpoint.key])
            return try #require(TrainingCheckpoint.Progress(text: text))
        }
        let seconds = try #require(try progress().seconds)
        #expect(seconds > 0 && seconds <= most)
        let second = try MadeUpData.trainer(c), after = Watcher()
        _ = try second.resume()
        let again = Date()
        _ = try second.run(after) { false }
        #expect(after.epochs[0].seconds > seconds)
        #expect(after.epochs[0].seconds < seconds + Date().timeIntervalSince(again))
        #expect(after.epochs[1].seconds < Date().timeIntervalSince(again))
        #expect(try progress().seconds == nil)
    }

    /// All numbers of a training's state come back as they were.
    @Test func progressReadsBack() throws {
        var progress = TrainingCheckpoint.Progress(
            configuration: MadeUpData.configuration("/a/folder"), classes: MadeUpData.coding.classes,
            data: DataIdentity([MadeUpData.split("train", pictures: 3)], validation: nil))
        progress.best = 0.1 + 0.2
        progress.sums = [1.0 / 3, .pi, 1e-300, 12345.678901234567, 0]
        progress.seconds = 2.0 / 3
        progress.configuration.seed = .max
        progress.configuration.learningRate = 1.0 / 7000
        let text = String(decoding: try JSONEncoder().encode(progress), as: UTF8.self)
        #expect(TrainingCheckpoint.Progress(text: text) == progress)
        #expect(TrainingCheckpoint.Progress(text: "{}") == nil && TrainingCheckpoint.Progress(text: "[]") == nil)
    }

    /// Of before there were these settings: they have their defaults.
    @Test func olderSettings() throws {
        var c = MadeUpData.configuration("/a/folder")
        c.train = [.init(split: "a", samples: 3), .init(split: "b")]
        var progress = TrainingCheckpoint.Progress(
            configuration: c, classes: MadeUpData.coding.classes, data: DataIdentity([], validation: nil))
        let text = String(decoding: try JSONEncoder().encode(progress), as: UTF8.self)
        var all = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        var settings = try #require(all["configuration"] as? [String: Any])
        #expect(settings.removeValue(forKey: "teacher") != nil)
        var loss = try #require(settings["loss"] as? [String: Any])
        #expect(loss.removeValue(forKey: "seedsOnVoid") != nil)
        settings["loss"] = loss
        settings["network"] = ["architecture": "pan-secb", "width": 1]
        settings["train"] = [["split": "a", "samples": 3], ["split": "b", "samples": 0]]
        all["configuration"] = settings
        #expect(all.removeValue(forKey: "data") != nil && all.removeValue(forKey: "divergence") != nil)
        (progress.data, progress.divergence) = (nil, nil)
        let old = String(decoding: try JSONSerialization.data(withJSONObject: all), as: UTF8.self)
        #expect(TrainingCheckpoint.Progress(text: old) == progress)
    }

    @Test func otherSettingsAreRefused() throws {
        let folder = try TemporaryFolder()
        var c = MadeUpData.configuration(folder.path)
        c.epochs = 1
        _ = try MadeUpData.trainer(c).run(Watcher()) { false }
        c.learningRate = 1e-3
        let error = #expect(throws: TrainingError.self) { _ = try MadeUpData.trainer(c).resume() }
        #expect(error?.description.contains("learning_rate") == true)
    }

    @Test func whatIsNoCheckpointIsRefused() throws {
        let folder = try TemporaryFolder(), c = MadeUpData.configuration(folder.path)
        #expect(throws: TrainingError.self) { _ = try MadeUpData.trainer(c).resume() }
        try SafetensorsWriter.write([.init(name: "a", shape: [1], values: [1])], to: c.output + "/last.safetensors")
        let error = #expect(throws: TrainingError.self) { _ = try MadeUpData.trainer(c).resume() }
        #expect(error?.description.contains("last.safetensors") == true)
    }
}
