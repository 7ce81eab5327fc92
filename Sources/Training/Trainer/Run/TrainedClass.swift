import Checkpoints
import Foundation
import PanSECB

/// A class as checkpoints and reports name it.
public struct TrainedClass: Codable, Equatable, Sendable {
    public var id: Int
    public var name: String
    public var color: [UInt8]
    public var thing: Bool

    public init(id: Int, name: String, color: [UInt8], thing: Bool) {
        self.id = id
        self.name = name
        self.color = color
        self.thing = thing
    }
}

extension TrainedClass {
    /// Whether two lists are the same to a network. One without objects does not tell things from stuff.
    static func areSame(_ a: [TrainedClass], _ b: [TrainedClass], for network: ArchitectureKind) -> Bool {
        guard !network.hasObjects else { return a == b }
        func plain(_ classes: [TrainedClass]) -> [TrainedClass] {
            classes.map { TrainedClass(id: $0.id, name: $0.name, color: $0.color, thing: false) }
        }
        return plain(a) == plain(b)
    }

    /// The classes that a checkpoint was trained on, with all checks of a file of classes; nil where it is none of
    /// ours.
    public static func table(of checkpoint: Checkpoint, for architecture: Architecture) throws(CheckpointError)
        -> ClassTable?
    {
        struct State: Decodable {
            let classes: [TrainedClass]
        }
        guard let text = checkpoint.metadata[TrainingCheckpoint.key] else { return nil }
        guard let state = try? JSONDecoder().decode(State.self, from: Data(text.utf8)),
            let list = try? JSONEncoder().encode(state.classes)
        else {
            throw CheckpointError(
                .badClasses, file: checkpoint.file, "the classes that it was trained on cannot be understood",
                fix: "Name them with --classes FILE.json")
        }
        do throws(CheckpointError) {
            return try ClassFile.parse(Array(list), for: architecture)
        } catch {
            throw CheckpointError(
                .badClasses, file: checkpoint.file, "of the classes that it was trained on: \(error.problem)",
                fix: "Name them with --classes FILE.json")
        }
    }
}
