import GoldenFiles

/// A case of `Tests/Golden/data/training/layers.safetensors`: a layer forward and backward. Arrays are [N][C][H][W],
/// the last fastest.
struct LayerFixture: CustomStringConvertible {
    let name: String
    let layer: TrainingLayer
    /// N, C, H, W.
    let inputShape: [Int]
    let input: [Float]
    /// What flows back into the output.
    let outputGradient: [Float]
    /// Parameters and statistics beforehand.
    let start: HashTraining
    /// `output`; the gradients of `input` and, by their names, of the parameters; running statistics afterwards. With
    /// the batch's own statistics (momentum 0.1), and with the running ones, which stay. Heads have none.
    let batch: TensorDigest
    let frozen: TensorDigest?
    /// Sum of the bits of tensors, input and gradient in the reference.
    let expectedBits: UInt64

    var description: String { name }

    static let all: [LayerFixture] = {
        let file = try! Safetensors.training("layers")
        return try! file.text("cases").split(separator: "\n").map {
            try LayerFixture(file, $0.split(separator: " ").map(String.init))
        }
    }()

    static func named(_ name: String) throws -> LayerFixture {
        guard let fixture = all.first(where: { $0.name == name }) else {
            throw FixtureError("there is no layer \(name)")
        }
        return fixture
    }

    private init(_ file: Safetensors, _ words: [String]) throws {
        guard words.count == 4, let first = Int(words[2]), let second = Int(words[3]) else {
            throw FixtureError("layers has the line \(words)")
        }
        name = words[0]
        switch words[1] {
        case "Downsampler": layer = .down(first, second)
        case "NonBottleneck1D": layer = .block(first, dilation: second)
        case "Upsampler": layer = .up(first, second)
        case "ConvTranspose2d": layer = .head(first, second)
        default: throw FixtureError("\(words[1]) is no layer")
        }
        let noise = try file.text("\(name).noise")
        inputShape = try file.text("\(name).shape").split(separator: "x").compactMap { Int($0) }
        batch = try TensorDigest(file, "\(name)/batch")
        if case .head = layer { frozen = nil } else { frozen = try TensorDigest(file, "\(name)/frozen") }
        input = HashNoise("\(noise) input").uniform(inputShape.reduce(1, *), -1, 1)
        outputGradient = HashNoise("\(noise) output").uniform(batch["output"]?.count ?? 0, -1, 1)
        start = HashTraining(layer, noise: noise)
        expectedBits = try file.number("\(name).bits")
    }
}
