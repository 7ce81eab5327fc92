import CPanSECB
import Checkpoints
import PanSECB
import Synchronization

/// Models with the weights of `HashWeights`, converted as a user's checkpoint is.
enum TestModel {
    static let cityscapes = Architecture(kind: .panSECB, semanticChannels: 13, sigmas: 1, things: 8)
    static let stuffLabels = [7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23]
    static let thingLabels = [24, 25, 26, 27, 28, 31, 32, 33]

    /// Every level that this machine runs.
    static let levels = CPU.levels().filter { (try? CPU.choose($0)) != nil }

    static func load(
        _ architecture: Architecture = cityscapes, stuff: [Int] = stuffLabels, things: [Int] = thingLabels,
        cpu: pansecb_cpu = PANSECB_CPU_AUTO
    ) throws -> Model {
        try models.once("\(architecture) \(stuff) \(things) \(cpu.rawValue)") {
            try weightFile(architecture, stuff: stuff, things: things).withUnsafeBytes {
                try Model.load(bytes: $0, cpu: cpu)
            }
        }
    }

    static func weightFile(_ architecture: Architecture, stuff: [Int], things: [Int]) throws -> [UInt8] {
        try files.once("\(architecture) \(stuff) \(things)") {
            try weightFile(HashWeights(architecture), classTable(architecture, stuff: stuff, things: things))
        }
    }

    /// A network for objects only, of these weights.
    static func load(_ weights: HashWeights) throws -> Model {
        try weightFile(weights, classTable(weights.architecture, stuff: [], things: thingLabels)).withUnsafeBytes {
            try Model.load(bytes: $0)
        }
    }

    private static let models = Cache<Model>()
    private static let files = Cache<[UInt8]>()

    private static func weightFile(_ weights: HashWeights, _ table: ClassTable) throws -> [UInt8] {
        let checkpoint = try SafetensorsWriter.encode(weights.tensors)
        let conversion = try Conversion(Checkpoint(file: "hash weights", bytes: checkpoint))
        guard conversion.architecture == weights.architecture else {
            throw Surprise("taken for \(conversion.architecture)")
        }
        var model = try ConvertedModel(architecture: weights.architecture, table: table, tensors: conversion.weights())
        model.thresholds.merge = .reference
        return try model.encoded(.float32)
    }

    /// Stuff in the order of the semantic channels, then "some thing" and void; things in the order of the seed maps.
    private static func classTable(_ architecture: Architecture, stuff: [Int], things: [Int]) -> ClassTable {
        var table = ClassTable(classes: [], someThingChannel: nil)
        if architecture.semanticChannels > 0 {
            table.classes += stuff.enumerated().map { entry($1, semantic: $0, seed: nil) }
            if architecture.things > 0 { table.someThingChannel = stuff.count }
        }
        if architecture.things > 0 {
            table.classes += things.prefix(architecture.things).enumerated().map { entry($1, semantic: nil, seed: $0) }
        }
        return table
    }

    private static func entry(_ label: Int, semantic: Int?, seed: Int?) -> ClassEntry {
        ClassEntry(
            labelID: label, name: "class \(label)", red: 0, green: 0, blue: 0, isThing: seed != nil,
            semanticChannel: semantic, seedChannel: seed)
    }
}

/// What takes long to make, made once in a run of the tests.
private final class Cache<Value: Sendable>: Sendable {
    private let known = Mutex<[String: Value]>([:])

    func once(_ name: String, _ make: () throws -> Value) rethrows -> Value {
        try known.withLock { known in
            if let value = known[name] { return value }
            let value = try make()
            known[name] = value
            return value
        }
    }
}

/// Something that a test can't go on with.
struct Surprise: Error {
    let text: String

    init(_ text: String) { self.text = text }
}
