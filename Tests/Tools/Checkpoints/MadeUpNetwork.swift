import Foundation
import PanSECB
import SplitMix

@testable import Checkpoints

/// A network that no one trained: PyTorch's names and shapes, values by a hash. Fixtures/make_fixtures.py makes the
/// same ones.
struct MadeUpNetwork {
    var tensors: [SafetensorsWriter.Tensor]

    static let names = ["pansecb", "branched", "erfnet"]
    /// Made once: millions of numbers take their time in a debug build.
    private static let all = Result {
        try Dictionary(uniqueKeysWithValues: names.map { ($0, try MadeUpNetwork(making: $0)) })
    }
    private static let models = Result { try all.get().mapValues { try $0.model() } }

    /// - Parameter name: one of `names`.
    init(_ name: String) throws { self = try MadeUpNetwork.all.get()[name]! }

    /// The network of this name, converted.
    static func model(_ name: String) throws -> ConvertedModel { try models.get()[name]! }

    private init(making name: String) throws {
        let names =
            try JSONSerialization.jsonObject(with: Data(try Fixture.bytes("networks.json"))) as? [String: [[Any]]]
        tensors = (names?[name] ?? []).map { entry in
            let name = entry[0] as! String, shape = (entry[1] as! [Any]).map { ($0 as! NSNumber).intValue }
            return SafetensorsWriter.Tensor(
                name: name, shape: shape, values: MadeUpNetwork.values(name, shape.reduce(1, *)))
        }
    }

    subscript(name: String) -> [Float] {
        get { tensors.first { $0.name == name }!.values }
        set { tensors[tensors.firstIndex { $0.name == name }!].values = newValue }
    }

    mutating func remove(_ name: String) { tensors.removeAll { $0.name == name } }

    mutating func add(_ name: String, _ shape: [Int]) {
        tensors.append(.init(name: name, shape: shape, values: [Float](repeating: 0, count: shape.reduce(1, *))))
    }

    mutating func rename(_ change: (String) -> String) {
        for index in tensors.indices { tensors[index].name = change(tensors[index].name) }
    }

    func checkpoint() throws -> Checkpoint {
        try Checkpoint(file: "made up", bytes: try SafetensorsWriter.encode(tensors))
    }

    func conversion() throws -> Conversion { try Conversion(try checkpoint()) }

    func model() throws -> ConvertedModel {
        let conversion = try conversion()
        return ConvertedModel(
            architecture: conversion.architecture,
            table: try ClassTable.choose(for: conversion.architecture, file: nil),
            tensors: try conversion.weights())
    }

    private static func values(_ name: String, _ count: Int) -> [Float] {
        let noise = noise(name, count)
        if name.hasSuffix("running_var") { return noise.map { $0 * 0.5 + 1 } }
        if ["bn.weight", "bn1.weight", "bn2.weight"].contains(where: name.hasSuffix) {
            return noise.map { $0 * 0.25 + 1 }
        }
        return noise.map { $0 * 0.125 }
    }

    /// -1 ... 1: FNV-1a of the name, then SplitMix64.
    private static func noise(_ name: String, _ count: Int) -> [Float] {
        let seed = name.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return (1...max(count, 1)).prefix(count).map { index in
            let word = SplitMix64.mix(seed &+ UInt64(index) &* SplitMix64.step)
            return Float(word >> 40) * 0x1p-23 - 1
        }
    }
}
