import PanSECB

@testable import Checkpoints

/// Models that no one trained.
enum MadeUpModel {
    /// Every network in every width, and the limits of channels.
    static let architectures: [Architecture] =
        (1...4).flatMap { width in
            [
                Architecture(kind: .panSECB, semanticChannels: 13, sigmas: 1, things: 8, width: width),
                Architecture(kind: .branchedERFNet, semanticChannels: 0, sigmas: 1, things: 1, width: width),
                Architecture(kind: .erfNet, semanticChannels: 20, sigmas: 0, things: 0, width: width),
            ]
        } + [
            Architecture(kind: .panSECB, semanticChannels: 256, sigmas: 2, things: 64, width: 1),
            Architecture(kind: .panSECB, semanticChannels: 1, sigmas: 2, things: 1, width: 1),
        ]

    /// Numbers that tell where they are from: each tensor has others, and those of a vector differ.
    static func model(_ architecture: Architecture) -> ConvertedModel {
        let tensors = Graph(architecture).layers.flatMap { layer in
            layer.tensors.map { tensor in
                let (rank, (a, b, c, d)) = layer.tensorShape(tensor), name = layer.tensorName(tensor)
                let first = name.utf8.reduce(0) { ($0 * 31 + Int($1)) % 10007 }
                var values = [Float](repeating: Float(first), count: a * b * c * d)
                if rank == 1 { for index in values.indices { values[index] += Float(index) / 256 } }
                return WeightTensor(name: name, shape: Array([a, b, c, d].prefix(rank)), values: values)
            }
        }
        let things = (0..<architecture.things).map { seed in
            ClassEntry(
                labelID: 24 + seed, name: "thing \(seed)", red: 1, green: UInt8(seed), blue: 3, isThing: true,
                semanticChannel: nil, seedChannel: seed)
        }
        let stuff = ClassEntry(
            labelID: 7, name: "road", red: 128, green: 64, blue: 255, isThing: false, semanticChannel: 0,
            seedChannel: nil)
        return ConvertedModel(
            architecture: architecture,
            table: ClassTable(
                classes: (architecture.semanticChannels > 0 ? [stuff] : []) + things,
                someThingChannel: architecture.semanticChannels > 1 ? 1 : nil),
            tensors: tensors)
    }
}
