import Checkpoints
import Foundation
import PanSECB

/// The state of a training as a safetensors file: the network under PyTorch's names, as it is to be used, so that it
/// converts like any other; beside it, under `training.`, what training needs to go on exactly.
struct TrainingCheckpoint {
    /// What is no tensor.
    struct Progress: Codable, Equatable {
        /// Epochs that are complete, and steps of the next.
        var epoch = 0, step = 0
        /// Steps of the optimiser.
        var updates = 0
        /// The best validation so far, and its epoch, from 1.
        var best: Double?
        var bestEpoch = 0
        /// Sums of this epoch's losses so far.
        var sums = [0.0, 0.0, 0.0, 0.0, 0.0]
        var configuration: TrainingConfiguration
        var classes: [TrainedClass]
        // Older checkpoints lack these.
        var data: DataIdentity?
        var divergence: Divergence?
        /// That this epoch has taken so far.
        var seconds: Double?
        /// Nil also where it is not known.
        var trainedSize: TrainedSize?

        /// Whether one can count on from these numbers; whether they fit the data set, `Trainer.resume` tells.
        var isSound: Bool {
            let counts = 0...1 << 40
            return (0...TrainingConfiguration.mostEpochs).contains(epoch) && counts.contains(step)
                && counts.contains(updates) && (0...epoch).contains(bestEpoch) && sums.count == 5
                && divergence?.isSound ?? true
        }

        init(configuration: TrainingConfiguration, classes: [TrainedClass], data: DataIdentity) {
            self.configuration = configuration
            self.classes = classes
            self.data = data
            divergence = Divergence()
        }

        /// Nil: the text is no training's. Settings that were not there yet when it was written have their defaults.
        init?(text: String) {
            guard
                var values = (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any],
                let settings = values["configuration"] as? [String: Any],
                let defaults = TrainingConfiguration().encoded as? [String: Any]
            else { return nil }
            values["configuration"] = Progress.filled(settings, from: defaults)
            guard let data = try? JSONSerialization.data(withJSONObject: values),
                let own = try? JSONDecoder().decode(Progress.self, from: data)
            else { return nil }
            self = own
        }

        /// With what is missing, in sections and in lists of sections too.
        private static func filled(_ own: Any, from defaults: Any) -> Any {
            if let own = own as? [String: Any], let defaults = defaults as? [String: Any] {
                return defaults.merging(own) { filled($1, from: $0) }
            }
            if let list = own as? [Any], let usual = (defaults as? [Any])?.first as? [String: Any] {
                return list.map { filled($0, from: usual) }
            }
            return own
        }
    }

    static let key = "pansecb_training"

    static func write(_ progress: Progress, _ step: TrainingStep, _ average: MovingAverage?, to file: String)
        throws(TrainingError)
    {
        let network = step.network, store = network.store
        var tensors: [SafetensorsWriter.Tensor] = []
        func add(_ prefix: String, _ block: UnsafePointer<Float>) {
            for parameter in store.parameters {
                tensors.append(
                    .init(
                        name: prefix + parameter.name, shape: parameter.shape, values: parameter.exported(from: block)))
            }
        }
        func addStatistics(_ prefix: String, _ values: [[Float]]) {
            for (statistic, values) in zip(network.statistics, values) {
                tensors.append(.init(name: prefix + statistic.name, shape: [values.count], values: values))
            }
        }
        let own = network.statistics.map(\.values)
        if let average {
            average.values.withUnsafeBufferPointer { if let start = $0.baseAddress { add("", start) } }
            addStatistics("", average.statistics)
            add("training.weights.", store.values)
            addStatistics("training.weights.", own)
        } else {
            add("", store.values)
            addStatistics("", own)
        }
        for tensor in network.unused {
            tensors.append(.init(name: tensor.name, shape: tensor.shape, values: tensor.values))
        }
        add("training.first.", store.firstMoments)
        add("training.second.", store.secondMoments)
        do {
            let text = String(decoding: try JSONEncoder().encode(progress), as: UTF8.self)
            try SafetensorsWriter.write(tensors, metadata: [key: text, "format": "pt"], to: file)
        } catch let error as CheckpointError {
            throw TrainingError(.cannotWrite, "\(error)")
        } catch {
            throw TrainingError(.cannotWrite, "\(file): the state cannot be written: \(error)")
        }
    }

    /// Sets network, optimiser and average to what the file holds.
    static func read(_ file: String, into step: TrainingStep, _ average: MovingAverage?) throws(TrainingError)
        -> Progress
    {
        let checkpoint = try open(file), network = step.network, store = network.store
        guard let progress = checkpoint.metadata[key].flatMap(Progress.init(text:)) else {
            throw TrainingError(
                .checkpoint, "\(file): this is no checkpoint of a training",
                fix: "Begin a new training from it with start: \(file)")
        }
        guard progress.isSound else {
            throw TrainingError(.checkpoint, "\(file): its epochs, steps or sums are none that a training can have")
        }
        let own = TrainingConfiguration.Network(network.architecture), trained = progress.configuration.network
        guard trained == own else {
            throw TrainingError(
                .checkpoint, "\(file): it is of \(trained.text), and this training is of \(own.text)",
                fix: "Begin a new training in another output folder")
        }
        let tensors = Dictionary(checkpoint.tensors.map { ($0.name, $0) }) { first, _ in first }
        func values(_ name: String, _ shape: [Int]) throws(TrainingError) -> [Float] {
            guard let tensor = tensors[name], tensor.shape == shape, let values = try? tensor.floats() else {
                throw TrainingError(
                    .checkpoint, "\(file): tensor \(name) is missing or has another shape than this training's")
            }
            return values
        }
        let prefix = average == nil ? "" : "training.weights."
        for parameter in store.parameters {
            parameter.set(try values(prefix + parameter.name, parameter.shape), in: store.values)
            parameter.set(try values("training.first." + parameter.name, parameter.shape), in: store.firstMoments)
            parameter.set(try values("training.second." + parameter.name, parameter.shape), in: store.secondMoments)
            if let average {
                let own = try values(parameter.name, parameter.shape)
                average.values.withUnsafeMutableBufferPointer {
                    if let start = $0.baseAddress { parameter.set(own, in: start) }
                }
            }
        }
        for (number, statistic) in network.statistics.enumerated() {
            let shape = [statistic.values.count]
            _ = network.setStatistic(statistic.name, try values(prefix + statistic.name, shape))
            if let average { average.statistics[number] = try values(statistic.name, shape) }
        }
        for tensor in network.unused { network.setUnused(tensor.name, try values(tensor.name, tensor.shape)) }
        step.optimiser.steps = progress.updates
        return progress
    }

    private static func open(_ file: String) throws(TrainingError) -> Checkpoint {
        do {
            return try Checkpoint(file: file)
        } catch {
            throw TrainingError(error)
        }
    }
}
