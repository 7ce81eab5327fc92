import Checkpoints
import Foundation
import PanSECB
import SwiftProtobuf
import Testing

@testable import ONNX

/// The files' structure; Tests/Agreement/onnx has what other programs compute with them.
@Suite struct ONNXModelTests {
    /// Through the bytes of the file.
    private func written(_ model: ConvertedModel, unfolded: PyTorchNetwork? = nil) throws -> Onnx_ModelProto {
        try Onnx_ModelProto(
            serializedBytes: try ONNXModel(model, unfolded: unfolded, producer: "1.2.3").encoded())
    }

    private func floats(_ tensor: Onnx_TensorProto) -> [Float] {
        tensor.rawData.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 4).map { bytes.loadUnaligned(fromByteOffset: $0, as: Float.self) }
        }
    }

    @Test(arguments: MadeUpModel.architectures, [false, true])
    func hasTheNetworksShapes(architecture: Architecture, keepsNormalisation: Bool) throws {
        let model = MadeUpModel.model(architecture)
        let file = try written(model, unfolded: keepsNormalisation ? PyTorchNetwork(model) : nil), graph = file.graph
        let walk = try ShapeWalk(graph)
        #expect(walk.unused.isEmpty)
        #expect(Set(graph.node.map(\.name)).count == graph.node.count)
        #expect(graph.input.map(\.name) == ["image"])
        #expect(walk.values["image"] == .init(channels: 3, level: 0))
        let outputs = [("semantic", architecture.semanticChannels), ("instance", architecture.instanceChannels)]
            .filter { $0.1 > 0 }
        #expect(graph.output.map(\.name) == outputs.map(\.0))
        for (output, (name, channels)) in zip(graph.output, outputs) {
            #expect(walk.values[name] == .init(channels: channels, level: 0))
            let dimensions = output.type.tensorType.shape.dim
            #expect(dimensions.map(\.dimParam) == ["N", "", "H", "W"])
            #expect(dimensions[1].dimValue == channels)
            #expect(output.type.tensorType.elemType == 1)
        }
        let types = Dictionary(grouping: graph.node, by: \.opType).mapValues(\.count)
        let layers = Graph(architecture).layers
        #expect(types["Conv", default: 0] + types["ConvTranspose", default: 0] == layers.count)
        #expect(types["Relu"] == layers.count { $0.kind != .head })
        #expect(
            types["BatchNormalization"]
                == (keepsNormalisation ? layers.count { $0.kind != .head } - blocks(layers) * 2 : nil))
        #expect(types["Mul"] == (keepsNormalisation ? nil : 3))
    }

    private func blocks(_ layers: [Layer]) -> Int { layers.count { $0.addsBlockInput } }

    @Test func walkNoticesFaults() throws {
        let graph = try written(MadeUpModel.model(MadeUpModel.architectures[0])).graph
        let faults: [(String, (inout Onnx_GraphProto) -> Void)] = [
            ("order", { $0.node.swapAt(10, 11) }),
            ("a node twice", { $0.node.append($0.node[3]) }),
            ("weights missing", { $0.initializer.removeLast() }),
            ("numbers missing", { $0.initializer[5].rawData.removeLast() }),
            ("another shape", { $0.initializer[0].dims[1] += 1 }),
            ("no padding", { $0.node[0].attribute.removeAll { $0.name == "pads" } }),
            ("another input", { $0.node[0].input[0] = "picture" }),
        ]
        for (name, damage) in faults {
            var damaged = graph
            damage(&damaged)
            #expect(throws: ShapeWalk.Fault.self, "\(name)") { try ShapeWalk(damaged) }
        }
    }

    @Test func saysWhatItIs() throws {
        let file = try written(MadeUpModel.model(MadeUpModel.architectures[0]))
        #expect(file.irVersion == 8)
        #expect(file.opsetImport.map(\.version) == [17] && file.opsetImport[0].domain.isEmpty)
        #expect(file.producerName == "pansecb" && file.producerVersion == "1.2.3")
        #expect(file.docString.contains("multiples of 8"))
        #expect(file.graph.input[0].docString.contains("multiples of 8"))
        // Zeros are written: readers of syntax proto2 look whether a value is there.
        let bytes = try Onnx_AttributeProto.int("axis", 0).serializedBytes() as [UInt8]
        #expect(bytes.count == 6 + 2 + 3)
    }

    @Test func namesNodesAsPyTorchDoes() throws {
        let model = MadeUpModel.model(MadeUpModel.architectures[0])
        let names = Set(try written(model, unfolded: PyTorchNetwork(model)).graph.node.map(\.name))
        for name in [
            "encoder.initial_block.conv", "encoder.initial_block.pool", "encoder.initial_block.bn",
            "encoder.layers.3.conv3x1_2", "encoder.layers.3.bn2", "decoders.0.layers.0.conv", "decoders.0.output_conv",
            "decoders.1.output_conv", "seed_layer.output_conv",
        ] { #expect(names.contains(name), "\(name)") }
    }

    @Test func holdsFoldedNumbers() throws {
        let architecture = MadeUpModel.architectures[0], model = MadeUpModel.model(architecture)
        let graph = try written(model).graph
        let numbers = Dictionary(uniqueKeysWithValues: graph.initializer.map { ($0.name, floats($0)) })
        let folded = Dictionary(uniqueKeysWithValues: model.tensors.map { ($0.name, $0.values) })
        for source in LayerSource.all(Graph(architecture)) {
            let name = source.layer.name, own = source.layer.convolutionOutputs, bias = folded["\(name).bias"] ?? []
            #expect(numbers[source.weight] == folded["\(name).weight"])
            #expect(numbers[source.bias] == Array(bias.prefix(own)))
            guard source.layer.kind == .down else { continue }
            #expect(numbers["\(name).pool.scale"] == folded["\(name).pool_scale"])
            #expect(numbers["\(name).pool.shift"] == Array(bias.dropFirst(own)))
        }
    }

    @Test func keepsNormalisation() throws {
        let model = MadeUpModel.model(MadeUpModel.architectures[0]), network = PyTorchNetwork(model)
        let graph = try written(model, unfolded: network).graph
        let numbers = Dictionary(uniqueKeysWithValues: graph.initializer.map { ($0.name, floats($0)) })
        for tensor in network.tensors where !tensor.name.hasPrefix("encoder.output_conv.") {
            #expect(numbers[tensor.name] == tensor.values, "\(tensor.name)")
        }
        let node = try #require(graph.node.first { $0.name == "encoder.layers.3.bn2" })
        #expect(
            node.input == [
                "encoder.layers.3.conv1x3_2", "encoder.layers.3.bn2.weight", "encoder.layers.3.bn2.bias",
                "encoder.layers.3.bn2.running_mean", "encoder.layers.3.bn2.running_var",
            ])
        #expect(node.attribute.map(\.name) == ["epsilon"] && node.attribute[0].f == 1e-3)
    }

    @Test func carriesTheModelsFacts() throws {
        var model = MadeUpModel.model(MadeUpModel.architectures[0])
        model.licence = "CC0 \"öffentlich\"\u{0}\n"
        model.source = "日本"
        (model.trainedWidth, model.trainedHeight) = (2048, 1024)
        model.thresholds.minPixels = 40
        model.table.classes[0].name = "a\\b\u{1B}[0m"
        let entries = try written(model).metadataProps
        #expect(entries.map(\.key) == ["pansecb"])
        let facts = try #require(
            try JSONSerialization.jsonObject(with: Data(entries[0].value.utf8)) as? [String: Any])
        #expect(facts["licence"] as? String == model.licence)
        #expect(facts["source"] as? String == model.source)
        #expect(facts["trainedWidth"] as? Int == 2048 && facts["trainedHeight"] as? Int == 1024)
        #expect((facts["thresholds"] as? [String: Any])?["minPixels"] as? Int == 40)
        #expect(facts["merge"] as? String == "complete" && facts["someThingChannel"] as? Int == 1)
        let classes = try #require(facts["classes"] as? [[String: Any]])
        #expect(classes.count == 9)
        #expect(classes[0]["name"] as? String == "a\\b\u{1B}[0m" && classes[0]["id"] as? Int == 7)
        #expect(classes[0]["color"] as? [Int] == [128, 64, 255] && classes[0]["thing"] as? Bool == false)
        #expect(classes[0]["semantic"] as? Int == 0 && classes[0]["seed"] == nil)
        #expect(classes[8]["seed"] as? Int == 7 && classes[8]["semantic"] == nil)
    }
}
