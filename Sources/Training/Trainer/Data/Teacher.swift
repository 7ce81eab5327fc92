import CPanSECB
import Foundation
import Images
import PanSECB
import Predictions

/// A trained network that tells another what it sees: the probability of each class for every pixel (Hinton, Vinyals
/// and Dean, 2015), and the objects of pictures without labels. One caller at a time.
final class Teacher {
    /// Objects of a lower score are no examples; their pixels are a crowd.
    static let leastScore: Float = 0.5

    private let predictor: Predictor
    private let coding: ClassCoding
    /// The teacher's channel of each of the learner's, void apart.
    private let channels: [Int]
    /// Floats from a pixel to the next of what it says.
    private let stride: Int

    /// - Parameter file: a weight file that has all classes of the learner.
    init(_ file: String, of coding: ClassCoding) throws(TrainingError) {
        self.coding = coding
        do {
            // It runs beside the training, which has the other threads.
            predictor = Predictor(try Model.load(path: file), threads: 1)
        } catch {
            throw TrainingError(
                .cannotRead, "teacher: \(error)", fix: "Give a weight file, which `pansecb convert` makes")
        }
        let model = predictor.model
        guard model.architecture.kind.hasClasses else {
            throw TrainingError(.configuration, "teacher: \(file): \(model.architecture.kind.name) knows no classes")
        }
        var channels: [Int] = []
        for entry in coding.table.classes where entry.semanticChannel != nil {
            guard let channel = model.classes.first(where: { $0.labelID == entry.labelID })?.semanticChannel else {
                throw TrainingError(
                    .configuration,
                    "teacher: \(file): it does not know class \(entry.labelID), \(entry.name.debugDescription)")
            }
            channels.append(channel)
        }
        if let own = coding.table.someThingChannel {
            guard let channel = model.thingsChannel, own == channels.count else {
                throw TrainingError(.configuration, "teacher: \(file): it has no semantic channel for things")
            }
            channels.append(channel)
        }
        self.channels = channels
        stride = (channels.count + 1 + 15) / 16 * 16
    }

    /// The targets of a crop with what the teacher says of it.
    /// - Parameter isLabelled: false: the teacher's objects and classes are all that is known.
    func targets(of crop: Augmenter.Labelled, isLabelled: Bool) throws -> Targets {
        let picture = try Picture(width: crop.width, height: crop.height, pixels: crop.pixels)
        let outputs = try predictor.outputs(picture)
        var targets =
            isLabelled
            ? try coding.targets(crop.width, crop.height, crop.ids)
            : try coding.targets(crop.width, crop.height, try objects(outputs)).withoutClasses(void: channels.count)
        targets.taught = shares(outputs)
        return targets
    }

    /// Ids of the objects that the teacher finds, 0 elsewhere.
    private func objects(_ outputs: RawOutputs) throws -> [UInt16] {
        guard predictor.model.architecture.kind.hasObjects else {
            return [UInt16](repeating: 0, count: outputs.pixels)
        }
        let prediction = try predictor.segment(outputs)
        var ids: [UInt32: UInt16] = [:]
        for segment in prediction.segments where PanopticID(segment.id).isObject {
            let id = segment.score >= Teacher.leastScore ? segment.id : UInt32(PanopticID(segment.id).label)
            ids[segment.id] = UInt16(exactly: id)
        }
        return prediction.panoptic.map { ids[$0] ?? 0 }
    }

    /// Softmax over the channels that the learner has; [height][width][stride].
    private func shares(_ outputs: RawOutputs) -> [Float] {
        let pixels = outputs.pixels
        var shares = [Float](repeating: 0, count: pixels * stride)
        for pixel in 0..<pixels {
            let logits = channels.map { outputs.semantic[$0 * pixels + pixel] }, largest = logits.max() ?? 0
            let powers = logits.map { exp($0 - largest) }, scale = 1 / powers.reduce(0, +)
            for (channel, power) in powers.enumerated() { shares[pixel * stride + channel] = power * scale }
        }
        return shares
    }
}

extension Targets {
    /// The same objects on pixels whose classes no label tells.
    fileprivate func withoutClasses(void: Int) -> Targets {
        Targets(
            width: width, height: height, semantic: semantic.map { _ in UInt8(void) }, object: object,
            objects: objects, mayBeObject: mayBeObject)
    }
}
