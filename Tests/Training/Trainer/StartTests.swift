import Checkpoints
import Foundation
import PanSECB
import Testing

@testable import Training

/// Trainings that start from the weights of another network.
@Suite struct StartTests {
    private func tensors(_ network: TrainableNetwork) -> [SafetensorsWriter.Tensor] {
        network.store.parameters.map { .init(name: $0.name, shape: $0.shape, values: network.values($0)) }
            + network.statistics.map { .init(name: $0.name, shape: [$0.values.count], values: $0.values) }
    }

    /// All numbers of a network by their names.
    private func values(_ network: TrainableNetwork) -> [String: [Float]] {
        Dictionary(uniqueKeysWithValues: tensors(network).map { ($0.name, $0.values) })
    }

    /// A network's tensors in a file, each number one more than it is in the network.
    private func file(
        _ network: TrainableNetwork, in folder: TemporaryFolder, _ change: (String) -> String? = { $0 }
    ) throws -> String {
        let file = folder.path + "/start.safetensors"
        try SafetensorsWriter.write(
            tensors(network).compactMap { tensor in
                change(tensor.name).map {
                    .init(name: $0, shape: tensor.shape, values: tensor.values.map { $0 + 1 })
                }
            }, to: file)
        return file
    }

    private func trainer(_ c: TrainingConfiguration) throws -> Trainer { try MadeUpData.trainer(c) }

    private func problem(_ c: TrainingConfiguration) -> String {
        let error = #expect(throws: TrainingError.self) { _ = try MadeUpData.trainer(c) }
        return error?.description ?? ""
    }

    /// What a network of the donor's kind gives to one of another: prefixes of own names, with the donor's.
    private static let parts: [(from: ArchitectureKind, to: ArchitectureKind, [String: String])] = [
        (.erfNet, .branchedERFNet, ["encoder.": "encoder."]),
        (.erfNet, .panSECB, ["encoder.": "encoder.", "decoders.0.layers": "decoder.layers"]),
        (
            .branchedERFNet, .panSECB,
            [
                "encoder.": "encoder.", "decoders.1.": "decoders.0.", "decoders.0.layers": "decoders.1.layers",
                "seed_layer.": "decoders.1.",
            ]
        ),
        (
            .panSECB, .branchedERFNet,
            [
                "encoder.": "encoder.", "decoders.0.": "decoders.1.", "decoders.1.layers": "decoders.0.layers",
                "decoders.1.output_conv": "seed_layer.output_conv",
            ]
        ),
        (.panSECB, .erfNet, ["encoder.": "encoder.", "decoder.layers": "decoders.0.layers"]),
        (.branchedERFNet, .erfNet, ["encoder.": "encoder."]),
    ]

    /// Decoders go where those of the same outputs are, whatever they are called.
    @Test(arguments: parts.indices) func partsGoWhereTheyBelong(number: Int) throws {
        let (from, to, names) = StartTests.parts[number], folder = try TemporaryFolder()
        let donor = try trainer(MadeUpData.configuration(folder.path, from, width: 0.25)).step.network
        let given = values(donor)
        var c = MadeUpData.configuration(folder.path, to, width: 0.25)
        let fresh = values(try trainer(c).step.network)
        c.start = try file(donor, in: folder)
        let started = try trainer(c)
        var taken = 0
        for (name, own) in values(started.step.network) {
            let prefix = names.keys.first { name.hasPrefix($0) }
            let source = prefix.flatMap { prefix in names[prefix].map { $0 + name.dropFirst(prefix.count) } }
            let wanted = source.flatMap { given[$0] }.map { $0.map { $0 + 1 } }
            #expect((source == nil) == (wanted == nil), "\(name)")
            #expect(own == wanted ?? fresh[name], "\(name)")
            taken += wanted == nil ? 0 : 1
        }
        #expect(taken > 200)
        let report = try #require(started.start)
        #expect(report.lines[0].contains("\(from.name) of width 0.25"))
        #expect(report.lines[1].hasPrefix("  taken: encoder"))
    }

    @Test func theReportNamesParts() throws {
        let folder = try TemporaryFolder()
        let donor = try trainer(MadeUpData.configuration(folder.path, .branchedERFNet, width: 0.25)).step.network
        var c = MadeUpData.configuration(folder.path, width: 0.25)
        c.start = try file(donor, in: folder)
        let lines = try #require(try trainer(c).start?.lines)
        #expect(
            Array(lines[1...]) == [
                "  taken: encoder, semantic decoder (from the file's seed decoder), instance decoder, "
                    + "head of offsets and sigmas, head of seeds",
                "  left as they were: head of classes (the file has none)",
            ])
    }

    /// Without a table of classes, heads of other sizes are left as they are.
    @Test func headsOfOtherSizesAreLeft() throws {
        let folder = try TemporaryFolder(), workers = try Workers(threads: 1)
        let donor = TrainableNetwork(
            Architecture(kind: .erfNet, semanticChannels: 20, sigmas: 0, things: 0, width: 2), workers)
        donor.initialise(seed: 9)
        var c = MadeUpData.configuration(folder.path, .erfNet, width: 0.5)
        let fresh = values(try trainer(c).step.network), given = values(donor)
        c.start = try file(donor, in: folder)
        let started = try trainer(c)
        for (name, own) in values(started.step.network) {
            let isHead = name.contains("output_conv")
            #expect(own == (isHead ? fresh[name] : given[name]?.map { $0 + 1 }), "\(name)")
        }
        #expect(
            started.start?.lines.last == "  left as they were: head of classes (the file has another number of classes)"
        )
    }

    /// A checkpoint of ours knows its classes: channels go to those of the same ids.
    @Test func channelsByClass() throws {
        let folder = try TemporaryFolder(), workers = try Workers(threads: 2)
        var c = MadeUpData.configuration(folder.path, width: 0.25)
        (c.epochs, c.validation.every, c.average) = (1, 0, 0)
        let donor = try MadeUpData.trainer(c)
        _ = try donor.run(Watcher()) { false }
        // 23 and 11 as there, 8 is new, 7 has gone; of the things only 26.
        let classes: [(id: Int, semantic: Int?, seed: Int?)] = [
            (23, 0, nil), (8, 1, nil), (11, 2, nil), (26, nil, 0),
        ]
        let table = ClassTable(
            classes: classes.map {
                ClassEntry(
                    labelID: $0.id, name: "\($0.id)", red: 0, green: 0, blue: 0, isThing: $0.seed != nil,
                    semanticChannel: $0.semantic, seedChannel: $0.seed)
            }, someThingChannel: 3)
        func network() -> TrainableNetwork {
            let network = TrainableNetwork(
                Architecture(kind: .panSECB, semanticChannels: 5, sigmas: 2, things: 1, width: 1), workers)
            network.initialise(seed: 4)
            return network
        }
        let started = network(), fresh = values(network()), given = values(donor.step.network)
        let report = try started.start(from: try StartFile(donor.lastFile), classes: table)
        let own = values(started)
        func check(_ head: String, _ channels: Int, _ givenChannels: Int, _ rows: [Int?]) {
            let weight = head + ".weight", bias = head + ".bias"
            for (channel, row) in rows.enumerated() {
                #expect(own[bias]?[channel] == row.flatMap { given[bias]?[$0] } ?? fresh[bias]?[channel])
                for input in 0..<16 {
                    for place in 0..<4 {
                        let from = row.flatMap { given[weight]?[(input * givenChannels + $0) * 4 + place] }
                        let number = (input * channels + channel) * 4 + place
                        #expect(own[weight]?[number] == from ?? fresh[weight]?[number])
                    }
                }
            }
        }
        check("decoders.0.output_conv", 5, 5, [2, nil, 1, 3, 4])
        check("seed_layer.output_conv", 1, 2, [1])
        check("decoders.1.output_conv", 4, 3, [0, 1, 2, 2])
        #expect(
            report.lines[1].hasSuffix(
                "head of classes (4 of 5 channels, those of the same classes), head of offsets and sigmas, "
                    + "head of seeds"))
    }

    @Test func otherWidthsAreNamed() throws {
        let folder = try TemporaryFolder()
        let donor = try trainer(MadeUpData.configuration(folder.path, .erfNet, width: 0.25)).step.network
        let start = try file(donor, in: folder)
        for kind in ArchitectureKind.allCases {
            for width in [0.5, 0.75, 1] {
                var c = MadeUpData.configuration(folder.path, kind, width: width)
                c.start = start
                #expect(problem(c).contains("of width 0.25, and this one has width \(width)"))
            }
        }
    }

    /// A part of an encoder is none.
    @Test func whatIsNotWholeIsRefused() throws {
        let folder = try TemporaryFolder()
        let donor = try trainer(MadeUpData.configuration(folder.path, width: 0.25)).step.network
        var c = MadeUpData.configuration(folder.path, width: 0.25)
        c.start = try file(donor, in: folder) { $0 == "encoder.initial_block.bn.weight" ? $0 : nil }
        #expect(problem(c).contains("encoder is not whole: tensor \"encoder.initial_block.conv.weight\" is missing"))
        c.start = try file(donor, in: folder) { $0 == "encoder.layers.3.bn2.running_var" ? nil : $0 }
        #expect(problem(c).contains("encoder is not whole: tensor \"encoder.layers.3.bn2.running_var\" is missing"))
        c.start = try file(donor, in: folder) { $0 == "decoders.1.layers.3.bn.bias" ? nil : $0 }
        #expect(problem(c).contains("instance decoder is not whole: tensor \"decoders.1.layers.3.bn.bias\""))
        c.start = try file(donor, in: folder) { "backbone." + $0 }
        #expect(problem(c).contains("none of Pan-SECB"))
    }

    /// PyTorch Lightning's prefix.
    @Test func wrappersAreTakenOff() throws {
        let folder = try TemporaryFolder()
        let donor = try trainer(MadeUpData.configuration(folder.path, width: 0.25)).step.network
        var c = MadeUpData.configuration(folder.path, width: 0.25)
        c.start = try file(donor, in: folder) { "model." + $0 }
        let started = try trainer(c).step.network
        #expect(values(started) == values(donor).mapValues { $0.map { $0 + 1 } })
    }

    /// From a weight file, whose batch normalisation is folded: the network computes what the file's does, with running
    /// statistics that are those of the data.
    @Test(arguments: [WeightPrecision.float32, .float16]) func aWeightFile(precision: WeightPrecision) throws {
        let folder = try TemporaryFolder()
        var c = MadeUpData.configuration(folder.path, width: 0.25)
        (c.epochs, c.validation.every, c.average, c.learningRate) = (6, 0, 0, 2e-3)
        let donor = try MadeUpData.trainer(c)
        _ = try donor.run(Watcher()) { false }
        let model = try donor.step.network.converted(MadeUpData.coding, nil)
        let file = folder.path + "/model.pansecb"
        try Data(try model.encoded(precision)).write(to: URL(fileURLWithPath: file))
        c.start = file
        let started = try MadeUpData.trainer(c)
        #expect(started.start?.lines.first?.contains("batch normalisation, folded in there") == true)
        let again = try started.step.network.converted(MadeUpData.coding, nil)
        #expect(again.tensors.map(\.name) == model.tensors.map(\.name))
        for (own, given) in zip(again.tensors, model.tensors) {
            let largest = given.values.map(abs).max() ?? 0, allowed = largest * (precision == .float32 ? 1e-5 : 2e-3)
            #expect(zip(own.values, given.values).allSatisfy { abs($0 - $1) <= allowed }, "\(own.name)")
        }
        // Statistics of the data: neither those of the unfolded file, nor all alike.
        let variances = started.step.network.runningStatistics.flatMap(\.variance)
        #expect(Set(variances).count > variances.count / 2 && !variances.contains(Float(1 - 1e-3)))
        // With batch statistics, the loss of the first step is near the donor's, and far from an untrained network's.
        func loss(_ trainer: Trainer) throws -> Double {
            let picture = MadeUpData.picture(2)
            let sample = Sample(
                width: picture.width, height: picture.height, pixels: picture.pixels,
                targets: try MadeUpData.coding.targets(picture.width, picture.height, picture.ids), name: "")
            return trainer.step.addGradients([sample]).semantic
        }
        c.start = ""
        let own = try loss(started), given = try loss(donor), untrained = try loss(MadeUpData.trainer(c))
        #expect(abs(own - given) < 0.25 * (untrained - given), "\(own), \(given), \(untrained)")
    }
}
