import GoldenFiles
import PanSECB

/// The four pictures of the network fixtures, and the batches that they make.
struct TrainingPictures {
    static let height = 64
    static let width = 96
    /// Red, green and blue of each.
    let images: [HashImage]
    /// Cityscapes instanceIds [H][W] of each.
    let ids: [[Int32]]
    /// Sums of the images' bytes in the reference.
    let expectedSums: [Int]

    init() throws {
        let file = try Safetensors.training("pictures")
        guard let ids = file.uint16("ids"), ids.count % 4 == 0 else {
            throw FixtureError("there are no ids of pictures")
        }
        let noise = try file.text("noise"), area = ids.count / 4
        images = (0..<4).map {
            HashImage("\(noise) picture \($0)", width: TrainingPictures.width, height: TrainingPictures.height)
        }
        self.ids = (0..<4).map { ids[$0 * area..<($0 + 1) * area].map(Int32.init) }
        expectedSums = try file.text("images").split(separator: " ").compactMap { Int($0) }
    }

    /// Micro-batch 0 holds pictures 0 and 1, micro-batch 1 the others; then the same again.
    /// - Returns: images [2][3][H][W] from 0 to 1, ids [2][H][W].
    func microBatch(_ index: Int) -> (images: [Float], ids: [Int32]) {
        let first = index % 2 * 2
        return (images[first].planar + images[first + 1].planar, ids[first] + ids[first + 1])
    }
}

/// The network of a fixture: Pan-SECB with 13 semantic channels, 1 sigma and 8 things where the file names no other.
/// `Tests/Golden/make/make_training_relatives.py` tells what the others learn.
struct FixtureNetwork {
    let architecture: Architecture
    /// Label ids of the seed maps.
    let things: [Int]

    init(_ file: Safetensors) throws {
        guard let name = file.metadata["architecture"] else {
            architecture = Architecture(kind: .panSECB, semanticChannels: 13, sigmas: 1, things: 8)
            things = [24, 25, 26, 27, 28, 31, 32, 33]
            return
        }
        let kinds: [String: ArchitectureKind] = [
            "PanSECB": .panSECB, "BranchedERFNet": .branchedERFNet, "ERFNet": .erfNet,
        ]
        guard let kind = kinds[name] else { throw FixtureError("there is no architecture \(name)") }
        things = try file.text("things").split(separator: " ").compactMap { Int($0) }
        architecture = Architecture(
            kind: kind, semanticChannels: try file.number("semantic"), sigmas: try file.number("sigmas"),
            things: things.count, width: try file.number("width_quarters"))
    }
}

/// `Tests/Golden/data/training/network_step.safetensors`, and `network_step_NAME` of other networks: micro-batch 0
/// forward and backward, with the statistics of the batch.
struct NetworkStepFixture {
    let network: FixtureNetwork
    let start: HashTraining
    let losses: FixtureLosses
    /// How far PyTorch in single precision comes from each loss, as a share of it.
    let lossDrift: FixtureLosses
    /// Of `start`.
    let initial: TensorDigest
    /// Of all parameters but those of the encoder's own `output_conv`, which takes no part.
    let gradients: TensorDigest
    /// Running statistics after the step.
    let statistics: TensorDigest
    let expectedBits: UInt64

    static let relatives = ["half", "branched", "branched_classes", "erfnet"].map { "network_step_\($0)" }

    init(_ name: String = "network_step") throws {
        let file = try Safetensors.training(name)
        network = try FixtureNetwork(file)
        start = HashTraining(network.architecture, noise: try file.text("noise"), fresh: true, decided: false)
        losses = try FixtureLosses(try file.array("losses"))
        lossDrift = try FixtureLosses(try file.array("losses.drift"))
        initial = try TensorDigest(file, "initial")
        gradients = try TensorDigest(file, "gradients")
        statistics = try TensorDigest(file, "statistics")
        expectedBits = try file.number("bits")
    }
}

/// A file of `Tests/Golden/data/training` about many steps of Adam: rate 5e-4 (1 - step / steps)^0.9, betas 0.9 and
/// 0.999, epsilon 1e-8, 1e-4 of each parameter added to its gradient (nothing happens to the encoder's own
/// `output_conv`).
struct NetworkStepsFixture: CustomStringConvertible {
    let name: String
    let network: FixtureNetwork
    let steps: Int
    /// Running statistics are used, and stay as they are.
    let frozen: Bool
    /// Micro-batches a step, of whose gradients it takes the mean. Step s takes s * accumulate and so on
    /// (`TrainingPictures.microBatch`).
    let accumulate: Int
    let start: HashTraining
    /// Of each step, means over its micro-batches.
    let losses: [FixtureLosses]
    /// How far PyTorch in single precision comes from each, as a share of it.
    let lossDrift: [FixtureLosses]
    /// After the last step.
    let parameters: TensorDigest
    let statistics: TensorDigest
    let expectedBits: UInt64

    var description: String { name }

    static let names = ["network_20_steps", "network_accumulated", "network_frozen"]
    static let relatives = ["half", "branched", "branched_classes", "erfnet"].map { "network_5_steps_\($0)" }

    init(_ name: String) throws {
        let file = try Safetensors.training(name)
        self.name = name
        steps = try file.number("steps")
        frozen = try file.number("frozen")
        accumulate = try file.number("accumulate")
        network = try FixtureNetwork(file)
        start = HashTraining(network.architecture, noise: try file.text("noise"), fresh: !frozen, decided: true)
        losses = try NetworkStepsFixture.perStep(try file.array("losses"))
        lossDrift = try NetworkStepsFixture.perStep(try file.array("losses.drift"))
        parameters = try TensorDigest(file, "parameters")
        statistics = try TensorDigest(file, "statistics")
        expectedBits = try file.number("bits")
    }

    private static func perStep(_ values: [Float]) throws -> [FixtureLosses] {
        try stride(from: 0, to: values.count, by: 7).map { try FixtureLosses(values[$0..<min($0 + 7, values.count)]) }
    }
}
