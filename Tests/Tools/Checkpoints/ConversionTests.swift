import PanSECB
import Testing

@testable import Checkpoints

/// Networks are recognised, and what does not fit is refused by name.
@Suite struct ConversionTests {
    @Test func recognisesNetworks() throws {
        #expect(
            try MadeUpNetwork("pansecb").conversion().architecture
                == Architecture(kind: .panSECB, semanticChannels: 13, sigmas: 2, things: 8))
        #expect(
            try MadeUpNetwork("branched").conversion().architecture
                == Architecture(kind: .branchedERFNet, semanticChannels: 0, sigmas: 1, things: 1))
        #expect(
            try MadeUpNetwork("erfnet").conversion().architecture
                == Architecture(kind: .erfNet, semanticChannels: 20, sigmas: 0, things: 0))
    }

    @Test func removesPrefixes() throws {
        var network = try MadeUpNetwork("branched")
        network.rename { "module._orig_mod." + $0 }
        let conversion = try network.conversion()
        #expect(conversion.report.missing.isEmpty)
        #expect(conversion.report.used.contains { $0.name == "module._orig_mod.encoder.initial_block.conv.weight" })
        network.add("encoder.initial_block.conv.weight", [13, 3, 3, 3])
        #expect(throws: CheckpointError.self) { try network.conversion() }
    }

    @Test func acceptsAnySeedLayer() throws {
        var network = try MadeUpNetwork("pansecb")
        network.rename { $0.replacing("seed_layer.conv.", with: "seed_layer.anything.it.likes.") }
        #expect(try network.conversion().weights().contains { $0.name == "seed_layer.output_conv.weight" })
        network.add("seed_layer.other.weight", [16, 8, 2, 2])
        #expect(throws: CheckpointError.self) { try network.conversion() }
    }

    @Test func reportsWhatItFound() throws {
        var network = try MadeUpNetwork("pansecb")
        network.add("loss.weight", [3])
        network.add("encoder.initial_block.bn.num_batches_tracked", [])
        network.remove("decoders.1.layers.4.bn1.running_mean")
        let report = try network.conversion().report
        #expect(
            report.ignored.map(\.name).sorted() == [
                "encoder.initial_block.bn.num_batches_tracked", "encoder.output_conv.bias",
                "encoder.output_conv.weight",
                "loss.weight",
            ])
        #expect(report.missing.map(\.name) == ["decoders.1.layers.4.bn1.running_mean"])
        #expect(report.missing.map(\.shape) == [[16]])
        #expect(report.used.count + report.ignored.count == network.tensors.count)
        #expect(report.tensorLines(all: false).contains("  decoders.1.layers.4.bn1.running_mean [16]"))
        #expect(report.headline.contains("Pan-SECB, 13 semantic channels, 2 sigmas, 8 things"))
    }

    /// Changes to a good network, and the tensor that the refusal must name.
    static let faults: [(tensor: String, kind: CheckpointError.Kind, change: @Sendable (inout MadeUpNetwork) -> Void)] =
        [
            (
                "decoders.1.layers.4.bn1.running_mean", .notThisNetwork,
                { $0.remove("decoders.1.layers.4.bn1.running_mean") }
            ),
            ("decoders.1.output_conv.weight", .notThisNetwork, { $0.remove("decoders.1.output_conv.weight") }),
            (
                "encoder.layers.0.conv.weight", .wrongShape,
                {
                    $0.remove("encoder.layers.0.conv.weight")
                    $0.add("encoder.layers.0.conv.weight", [48, 16, 3, 5])
                }
            ),
            (
                "seed_layer.conv.weight", .wrongShape,
                {
                    $0.remove("seed_layer.conv.weight")
                    $0.add("seed_layer.conv.weight", [32, 8, 2, 2])
                }
            ),
            ("encoder.layers.3.bn2.running_var", .badValue, { $0["encoder.layers.3.bn2.running_var"][7] = -1e-6 }),
            ("encoder.layers.3.conv3x1_2.weight", .badValue, { $0["encoder.layers.3.conv3x1_2.weight"][7] = .nan }),
            ("decoders.0.output_conv.bias", .badValue, { $0["decoders.0.output_conv.bias"][0] = .infinity }),
            (
                "decoders.0.layers.3.conv.weight", .badValue,
                {
                    $0["decoders.0.layers.3.conv.weight"][0] = .greatestFiniteMagnitude
                    $0["decoders.0.layers.3.bn.weight"][0] = 1e9
                }
            ),
            (
                "decoders.2.layers.0.conv.weight", .notThisNetwork,
                { $0.add("decoders.2.layers.0.conv.weight", [128, 64, 3, 3]) }
            ),
        ]

    @Test(arguments: faults.indices) func refuses(fault: Int) throws {
        let (tensor, kind, change) = ConversionTests.faults[fault]
        var network = try MadeUpNetwork("pansecb")
        change(&network)
        let error = #expect(throws: CheckpointError.self) { try network.conversion().weights() }
        #expect(error?.tensor == tensor)
        #expect(error?.kind == kind)
        #expect(error?.file == "made up")
    }

    /// PyTorch Lightning's prefix, with the loss's own tensors beside.
    @Test func takesLightningsNames() throws {
        var network = try MadeUpNetwork("branched")
        let plain = try network.conversion().weights()
        network.rename { "model." + $0 }
        network.add("criterion.weight", [3])
        let conversion = try network.conversion(), weights = try conversion.weights()
        #expect(weights.map(\.name) == plain.map(\.name) && weights.map(\.values) == plain.map(\.values))
        #expect(
            conversion.report.ignored.map(\.name).filter { !$0.contains("output_conv") } == ["criterion.weight"])
    }

    @Test func tellsEncodersAndOthers() throws {
        var encoder = try MadeUpNetwork("erfnet")
        encoder.tensors.removeAll { $0.name.hasPrefix("decoder") }
        encoder.rename { "module.features." + $0 }
        // Its first layers make no encoder of ours, nor do layers of these names in another network.
        var part = encoder
        part.remove("module.features.encoder.layers.9.conv3x1_1.weight")
        let incomplete = #expect(throws: CheckpointError.self) { try part.conversion() }
        #expect(incomplete?.problem.contains("none of Pan-SECB") == true && incomplete?.fix == nil)
        // Without its prefix it is known, and named.
        var bare = encoder
        bare.rename { String($0.dropFirst("module.features.encoder.".count)) }
        let unnamed = #expect(throws: CheckpointError.self) { try bare.conversion() }
        #expect(unnamed?.problem.contains("lack the prefix \"encoder.\"") == true)
        #expect(
            #expect(throws: CheckpointError.self) { try encoder.conversion() }?.problem.contains("encoder alone")
                == true)

        var other = try MadeUpNetwork("erfnet")
        other.rename { "backbone." + $0 }
        #expect(
            #expect(throws: CheckpointError.self) { try other.conversion() }?.problem.contains("none of Pan-SECB")
                == true)
    }
}
