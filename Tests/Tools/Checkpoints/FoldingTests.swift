import PanSECB
import SplitMix
import Testing

@testable import Checkpoints

/// A folded layer computes what a convolution with batch normalisation behind it computes.
@Suite struct FoldingTests {
    /// Where batch normalisation stands, told independently of the converter: the layer, and its two modules in
    /// PyTorch.
    static let layers: [(layer: String, convolution: String, normalisation: String)] = [
        ("encoder.initial_block", "encoder.initial_block.conv", "encoder.initial_block.bn"),
        ("encoder.layers.6", "encoder.layers.6.conv", "encoder.layers.6.bn"),
        ("encoder.layers.2.conv1x3_1", "encoder.layers.2.conv1x3_1", "encoder.layers.2.bn1"),
        ("encoder.layers.14.conv1x3_2", "encoder.layers.14.conv1x3_2", "encoder.layers.14.bn2"),
        ("decoders.0.layers.0", "decoders.0.layers.0.conv", "decoders.0.layers.0.bn"),
        ("decoders.1.layers.3", "decoders.1.layers.3.conv", "decoders.1.layers.3.bn"),
    ]

    @Test(arguments: layers.indices) func agreesWithNormalisationBehind(index: Int) throws {
        let (name, convolution, normalisation) = FoldingTests.layers[index]
        let network = try MadeUpNetwork("pansecb"), model = try MadeUpNetwork.model("pansecb")
        let weights = model.tensors, architecture = model.architecture
        let layer = try #require(Graph(architecture).layers.first { $0.name == name })
        let folded = try #require(weights.first { $0.name == name + ".weight" }),
            bias = try #require(weights.first { $0.name == name + ".bias" })
        let window = layer.window.height * layer.window.width, channels = layer.convolutionOutputs

        let parts = [".running_mean", ".running_var", ".weight", ".bias"].map { network[normalisation + $0] }
        func normalised(_ x: Double, _ channel: Int) -> Double {
            let (mean, variance, scale, shift) = (
                parts[0][channel], parts[1][channel], parts[2][channel], parts[3][channel]
            )
            return (x - Double(mean)) / (Double(variance) + 1e-3).squareRoot() * Double(scale) + Double(shift)
        }
        let original = network[convolution + ".weight"], originalBias = network[convolution + ".bias"]
        var random = SplitMix64(seed: 3)
        let pixels = (0..<layer.inputs * window).map { _ in Double.random(in: -1...1, using: &random) }
        for output in 0..<channels {
            var plain = Double(originalBias[output]), value = Double(bias.values[output])
            for input in 0..<layer.inputs {
                for tap in 0..<window {
                    let place =
                        layer.kind == .up
                        ? (input * channels + output) * window + tap : (output * layer.inputs + input) * window + tap
                    plain += Double(original[place]) * pixels[input * window + tap]
                    value += Double(folded.values[place]) * pixels[input * window + tap]
                }
            }
            #expect(abs(normalised(plain, output) - value) < 1e-5, "output \(output)")
        }
        guard layer.kind == .down else { return }
        let scale = try #require(weights.first { $0.name == name + ".pool_scale" })
        for input in 0..<layer.inputs {
            let value = 0.75 * Double(scale.values[input]) + Double(bias.values[channels + input])
            #expect(abs(normalised(0.75, channels + input) - value) < 1e-6, "pooled \(input)")
        }
    }

    @Test func leavesTheOthersAsTheyAre() throws {
        for name in MadeUpNetwork.names {
            let network = try MadeUpNetwork(name), weights = try MadeUpNetwork.model(name).tensors
            let sources = [
                "encoder.layers.5.conv3x1_1": "encoder.layers.5.conv3x1_1",
                "encoder.layers.5.conv3x1_2": "encoder.layers.5.conv3x1_2",
                "decoders.0.output_conv": name == "erfnet" ? "decoder.output_conv" : "decoders.0.output_conv",
                "seed_layer.output_conv": name == "pansecb" ? "seed_layer.conv" : nil,
            ]
            for case (let layer, let source?) in sources {
                for part in [".weight", ".bias"] {
                    #expect(weights.first { $0.name == layer + part }?.values == network[source + part])
                }
            }
        }
    }

    @Test func coversTheArchitecture() throws {
        for name in MadeUpNetwork.names {
            let model = try MadeUpNetwork.model(name), architecture = model.architecture
            let expected = Graph(architecture).layers.flatMap { layer in
                layer.tensors.map { layer.tensorName($0) }
            }
            #expect(model.tensors.map(\.name) == expected)
            #expect(model.tensors.allSatisfy { $0.shape.reduce(1, *) == $0.values.count })
        }
    }
}
