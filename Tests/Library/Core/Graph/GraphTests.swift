import Testing

@testable import PanSECB

/// The three networks as data.
@Suite struct GraphTests {
    static let architectures = [
        Architecture(semanticChannels: 13, sigmas: 1, things: 8),
        Architecture(semanticChannels: 0, sigmas: 2, things: 3),
        Architecture(semanticChannels: 20, sigmas: 0, things: 0),
    ].flatMap { architecture in
        (1...4).map { width in
            var narrow = architecture
            narrow.width = width
            return narrow
        }
    }

    @Test func kindsFollowFromChannels() {
        #expect(GraphTests.architectures.map(\.kind.name).uniqued == ["Pan-SECB", "BranchedERFNet", "ERFNet"])
        for architecture in GraphTests.architectures { #expect(architecture.isValid) }
        #expect(!Architecture(semanticChannels: 0, sigmas: 0, things: 0).isValid)
        #expect(!Architecture(semanticChannels: 13, sigmas: 3, things: 8).isValid)
        #expect(!Architecture(semanticChannels: 13, sigmas: 1, things: 65).isValid)
        #expect(!Architecture(semanticChannels: 257, sigmas: 0, things: 0).isValid)
        for width in [-1, 0, 5] {
            #expect(!Architecture(semanticChannels: 13, sigmas: 1, things: 8, width: width).isValid)
        }
    }

    @Test(arguments: architectures)
    func everyInputComesBeforeItsReaders(_ architecture: Architecture) {
        let graph = Graph(architecture)
        for (number, node) in graph.nodes.enumerated() {
            #expect((node.input == nil) == (number == 0))
            guard let input = node.input else { continue }
            #expect(input < number)
            #expect(graph.nodes[input].outputs == node.inputs)
            #expect(graph.nodes[input].outputLevel == node.level)
            #expect(graph.readers(of: input).contains(number))
        }
    }

    /// The plan lets the second half of a block write over the block's input.
    @Test(arguments: architectures)
    func blocksAreTheOnlyReadersOfTheirInputs(_ architecture: Architecture) {
        let graph = Graph(architecture)
        for node in graph.nodes {
            guard case .block = node.operation, let input = node.input else { continue }
            #expect(graph.readers(of: input).count == 1)
        }
    }

    @Test(arguments: architectures)
    func headsAreTheOutputs(_ architecture: Architecture) {
        let graph = Graph(architecture)
        func channels(_ output: Node.Output) -> Int? { graph.head(output).map { graph.nodes[$0].outputs } }
        #expect(channels(.semantic) ?? 0 == architecture.semanticChannels)
        #expect(channels(.seeds) ?? 0 == architecture.things)
        #expect(channels(.offsets) == (architecture.things > 0 ? 2 + architecture.sigmas : nil))
        for (number, node) in graph.nodes.enumerated() {
            #expect((node.head != nil) == graph.readers(of: number).isEmpty)
            if node.head != nil { #expect(node.outputLevel == 0) }
        }
    }

    @Test func widthsAreRoundedUpToSixteens() {
        func channels(_ width: Int) -> [Int] {
            let channels = Architecture(semanticChannels: 13, sigmas: 1, things: 8, width: width).channels
            return [channels.half, channels.quarter, channels.eighth]
        }
        #expect(channels(4) == [16, 64, 128])
        #expect(channels(3) == [16, 48, 96])
        #expect(channels(2) == [16, 32, 64])
        // A downsampling module has more outputs than inputs.
        #expect(channels(1) == [16, 32, 48])
    }

    @Test func layersHavePyTorchsNames() {
        let layers = Graph(Architecture(semanticChannels: 13, sigmas: 1, things: 8)).layers
        #expect(layers.count == 55 + 19 + 1 + 19)
        #expect(layers[0].name == "encoder.initial_block")
        #expect(layers[4].name == "encoder.layers.1.conv3x1_2")
        #expect(layers[54].name == "encoder.layers.14.conv1x3_2")
        #expect(layers[54].addsBlockInput && layers[54].dilation == 16)
        #expect(layers[73].name == "decoders.0.output_conv")
        #expect(layers[74].name == "seed_layer.output_conv")
        #expect(layers[93].name == "decoders.1.output_conv")
        #expect(Set(layers.map(\.name)).count == layers.count)
        let semantic = Graph(Architecture(semanticChannels: 20, sigmas: 0, things: 0))
        #expect(semantic.nodes.last?.module == "decoders.0.output_conv")
        #expect(semantic.nodes.last?.checkpointModule == "decoder.output_conv")
    }

    @Test func pathLeadsToTheImage() {
        let graph = Graph(Architecture(semanticChannels: 13, sigmas: 1, things: 8))
        let path = graph.path(to: graph.head(.offsets)!).map { graph.nodes[$0].module }
        #expect(path.first == "decoders.1.output_conv" && path.last == "encoder.initial_block")
        #expect(path.contains("encoder.layers.14") && !path.contains { $0.hasPrefix("decoders.0") })
    }
}

extension Array where Element: Equatable {
    fileprivate var uniqued: [Element] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
