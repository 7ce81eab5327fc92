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
