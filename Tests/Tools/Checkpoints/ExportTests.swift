import Foundation
import PanSECB
import Testing

@testable import Checkpoints

/// The way back from weight files and checkpoints to PyTorch's names.
@Suite struct ExportTests {
    private func bytes(_ name: String, _ precision: WeightPrecision = .float32) throws -> [UInt8] {
        try MadeUpNetwork.model(name).encoded(precision)
    }

    /// Names and shapes of a state_dict, but for the encoder's classifier.
    private func entries(_ tensors: [SafetensorsWriter.Tensor]) -> Set<String> {
        Set(tensors.filter { !$0.name.hasPrefix("encoder.output_conv.") }.map { "\($0.name) \($0.shape)" })
    }

    @Test func readsWeightFiles() throws {
        for name in MadeUpNetwork.names {
            var model = try MadeUpNetwork.model(name)
            (model.trainedWidth, model.trainedHeight, model.licence, model.source) = (64, 32, "CC0 — ö", "made up")
            model.thresholds.minPixels = 7
            model.thresholds.merge = .reference
            let read = try ConvertedModel(weightFile: try model.encoded(.float32), file: "x")
            #expect(read.architecture == model.architecture && read.table == model.table)
            #expect(read.thresholds == model.thresholds)
            #expect(read.trainedWidth == 64 && read.trainedHeight == 32)
            #expect(read.licence == model.licence && read.source == model.source)
            #expect(read.tensors.map(\.name) == model.tensors.map(\.name))
            #expect(read.tensors.map(\.shape) == model.tensors.map(\.shape))
            #expect(read.tensors.map(\.values) == model.tensors.map(\.values))
        }
        let model = try MadeUpNetwork.model("erfnet")
        let half = try ConvertedModel(weightFile: try bytes("erfnet", .float16), file: "x")
        #expect(half.tensors[0].values == model.tensors[0].values.map { Half.float(bits: Half.bits($0)) })
    }

    @Test func refusesBadWeightFiles() throws {
        let file = try bytes("erfnet")
        for size in [0, 8, 100, 1000, file.count / 2, file.count - 1] {
            let error = #expect(throws: Failure.self) {
                try ConvertedModel(weightFile: Array(file.prefix(size)), file: "x.pansecb")
            }
            #expect(error.map { "\($0.text)" }?.hasPrefix("x.pansecb: ") == true)
        }
        var model = try MadeUpNetwork.model("erfnet")
        let tensor = model.tensors[0]
        for value in [Float.nan, .infinity, -.infinity] {
            model.tensors[0] = WeightTensor(
                name: tensor.name, shape: tensor.shape, values: [value] + tensor.values.dropFirst())
            let changed = try model.encoded(.float32)
            let error = #expect(throws: CheckpointError.self) {
                try ConvertedModel(weightFile: changed, file: "x.pansecb")
            }
            #expect(error?.kind == .badValue && error?.file == "x.pansecb" && error?.tensor == tensor.name)
        }
    }

    /// PyTorch adds variance and epsilon in 32 bits.
    @Test func identityIsExact() {
        let sum = Normalisation.identityVariance + Float(Normalisation.epsilon)
        #expect(sum == 1 && 1 / sum.squareRoot() == 1)
        let scale = Normalisation(weight: [1], bias: [0], mean: [0], variance: [Normalisation.identityVariance]).scale[
            0]
        #expect(Float(scale) == 1)
        // The least and the greatest fraction of floats, which decide how products round.
        let one: Float = 1, two: Float = 2
        for value in [one, one.nextUp, two.nextDown, .leastNormalMagnitude, .greatestFiniteMagnitude] {
            #expect(Float(Double(value) * scale) == value)
        }
    }

    @Test func fitsPyTorchsNetworks() throws {
        for name in MadeUpNetwork.names {
            let model = try ConvertedModel(weightFile: try bytes(name), file: "x")
            let network = PyTorchNetwork(model)
            var pyTorch = try MadeUpNetwork(name)
            pyTorch.rename { $0.replacingOccurrences(of: "seed_layer.conv.", with: "seed_layer.output_conv.") }
            #expect(entries(network.tensors) == entries(pyTorch.tensors))
            #expect(Set(network.tensors.map(\.name)).count == network.tensors.count)
            let classes = ["pansecb": 13 + 4, "branched": 3 + 1, "erfnet": 20][name]!
            let classifier = network.tensors.filter { $0.name.hasPrefix("encoder.output_conv.") }
            #expect(classifier.map(\.shape) == [[classes, 128, 1, 1], [classes]])
        }
    }

    /// Converted again, every number is what it was.
    @Test func comesBack() throws {
        for name in MadeUpNetwork.names {
            // Rounding takes its time in a debug build.
            for precision in name == "erfnet" ? [WeightPrecision.float32, .float16] : [.float32] {
                let file = try bytes(name, precision), model = try ConvertedModel(weightFile: file, file: "x")
                let written = try SafetensorsWriter.encode(PyTorchNetwork(model).tensors)
                let conversion = try Conversion(try Checkpoint(file: "x", bytes: written))
                let again = ConvertedModel(
                    architecture: conversion.architecture, table: model.table, tensors: try conversion.weights())
                #expect(try again.encoded(precision) == file)
            }
        }
    }

    @Test func takesCheckpointsOfOthers() throws {
        var network = try MadeUpNetwork("pansecb")
        let kept = entries(network.tensors), weight = network["seed_layer.conv.weight"]
        let classifier = network["encoder.output_conv.weight"]
        network.rename { "module." + $0 }
        network.add("module.extra.weight", [3])
        let found = try network.conversion().network().tensors
        #expect(entries(found) == kept)
        #expect(found.first { $0.name == "seed_layer.conv.weight" }?.values == weight)
        #expect(found.first { $0.name == "encoder.output_conv.weight" }?.values == classifier)
        network.remove("module.encoder.output_conv.weight")
        #expect(!(try network.conversion().network().tensors).contains { $0.name == "encoder.output_conv.weight" })
        network.add("module.encoder.output_conv.weight", [1 << 21])
        let error = #expect(throws: CheckpointError.self) { try network.conversion().network() }
        #expect(error?.kind == .wrongShape && error?.tensor == "module.encoder.output_conv.weight")
        network.remove("module.decoders.0.output_conv.bias")
        #expect(throws: CheckpointError.self) { try network.conversion().network() }
    }
}
