import Foundation
import GoldenFiles
import Testing

/// The fixtures are complete, and what they start from is the same here as it was in PyTorch.
@Suite struct FixtureTests {
    @Test(arguments: LossFixture.all)
    func outputsAreTheReferences(fixture: LossFixture) {
        #expect(fixture.semantic.bitSum &+ fixture.instance.bitSum == fixture.expectedBits)
        #expect(fixture.ids.count == fixture.batch * fixture.height * fixture.width)
        #expect(fixture.instance.count == fixture.batch * (10 + fixture.sigmas) * fixture.height * fixture.width)
        #expect(fixture.drift < 1e-4)
    }

    /// The parts, weighted, are the losses that are minimised.
    @Test(arguments: LossFixture.all)
    func partsMakeTheTotal(fixture: LossFixture) {
        let losses = fixture.losses
        let embedding =
            fixture.lovaszWeight * losses.lovasz + fixture.varianceWeight * losses.variance + fixture.seedWeight
            * losses.seed
        #expect(abs(embedding - losses.embedding) < 1e-6 * losses.total)
        #expect(abs(losses.crossEntropy + losses.embedding - losses.total) < 1e-6 * losses.total)
    }

    /// Weighted cross entropy written down plainly: outputs, ids and weights belong to each other.
    @Test(arguments: LossFixture.all)
    func crossEntropyIsThatOfTheOutputs(fixture: LossFixture) {
        let area = fixture.height * fixture.width
        var sum = 0.0, weights = 0.0
        for (pixel, id) in fixture.ids.enumerated() {
            let first = pixel / area * 13 * area + pixel % area
            let logits = (0..<13).map { Double(fixture.semantic[first + $0 * area]) }
            let channel = FixtureTests.channel(of: id), weight = Double(fixture.semanticWeights[channel])
            sum += weight * (log(logits.reduce(0) { $0 + exp($1) }) - logits[channel])
            weights += weight
        }
        #expect(abs(sum / weights - Double(fixture.losses.crossEntropy)) < 1e-6)
    }

    /// Gradients that are all 0 differ, and so do those of other shapes.
    @Test(arguments: LossFixture.all)
    func differencesOfLossesAreSeen(fixture: LossFixture) {
        let zeros = fixture.differences(
            semanticGradient: fixture.semantic.map { _ in 0 }, instanceGradient: fixture.instance.map { _ in 0 })
        #expect(zeros.map(\.part) == ["semantic", "offsets", "sigmas", "seeds"])
        for (part, difference) in zeros {
            #expect(
                difference == (fixture.name == "nothing" && ["offsets", "sigmas"].contains(part) ? 0 : 1), "\(part)")
        }
        #expect(
            fixture.differences(semanticGradient: [], instanceGradient: []).allSatisfy { $0.difference == .infinity })
    }

    @Test(arguments: LayerFixture.all)
    func layersStartAsInTheReference(fixture: LayerFixture) throws {
        #expect(fixture.start.bitSum &+ fixture.input.bitSum &+ fixture.outputGradient.bitSum == fixture.expectedBits)
        for digest in [fixture.batch, fixture.frozen].compactMap({ $0 }) {
            #expect(Set(digest.names) == Set(["output", "input"] + fixture.start.tensors.keys))
            #expect(digest["input"]?.shape == fixture.inputShape)
            for (name, tensor) in fixture.start.tensors { #expect(digest[name]?.shape == tensor.shape, "\(name)") }
            for name in digest.names { #expect(try #require(digest[name]?.drift).any < 1e-5, "\(name)") }
        }
    }

    /// Frozen statistics stay, those of training move.
    @Test(arguments: LayerFixture.all)
    func statisticsMoveUnlessFrozen(fixture: LayerFixture) throws {
        for (name, tensor) in fixture.start.tensors where name.contains(".running_") {
            #expect(try #require(fixture.frozen?[name]).difference(tensor.values) == 0, "\(name)")
            #expect(try #require(fixture.batch[name]).difference(tensor.values) > 1e-3, "\(name)")
        }
    }

    @Test func picturesAreTheReferences() throws {
        let pictures = try TrainingPictures()
        #expect(pictures.images.map { $0.rgb.reduce(0) { $0 + Int($1) } } == pictures.expectedSums)
        for ids in pictures.ids {
            #expect((3...6).contains(Set(ids.filter { (24000..<34000).contains($0) && $0 / 1000 != 29 }).count))
        }
        let (images, ids) = pictures.microBatch(3)
        #expect(images.count == 2 * 3 * 64 * 96 && ids == pictures.ids[2] + pictures.ids[3])
    }

    @Test(arguments: ["network_step"] + NetworkStepFixture.relatives)
    func theNetworkStartsAsInTheReference(name: String) throws {
        let fixture = try NetworkStepFixture(name)
        #expect(fixture.start.bitSum == fixture.expectedBits)
        #expect(Set(fixture.initial.names) == Set(fixture.start.tensors.keys))
        for (name, tensor) in fixture.start.tensors {
            let expected = try #require(fixture.initial[name])
            #expect(
                expected.shape == tensor.shape && expected.difference(tensor.values) == 0
                    && expected.summaryDifference(tensor.values) < 1e-6, "\(name)")
            var other = tensor.values
            other[expected.indices[0]] += 0.01
            #expect(
                expected.difference(other) > 0
                    && expected.summaryDifference(tensor.values.map { $0 * 1.01 + 0.01 }) > 1e-3, "\(name)")
        }
        let trained = fixture.start.tensors.keys.filter {
            !$0.contains(".running_") && !$0.hasPrefix("encoder.output_conv")
        }
        #expect(Set(fixture.gradients.names) == Set(trained))
        for name in fixture.gradients.names {
            #expect(try #require(fixture.gradients[name]?.drift).any < 1e-3, "\(name)")
        }
    }

    /// Parameters go as far as Adam may take them, and the encoder's own head stays.
    @Test(arguments: NetworkStepsFixture.names + NetworkStepsFixture.relatives)
    func stepsGoAsFarAsTheyMay(name: String) throws {
        let fixture = try NetworkStepsFixture(name)
        #expect(fixture.start.bitSum == fixture.expectedBits)
        #expect(fixture.losses.count == fixture.steps && fixture.lossDrift.count == fixture.steps)
        let reach = (0..<fixture.steps).reduce(0.0) { $0 + 5e-4 * pow(1 - Double($1) / Double(fixture.steps), 0.9) } * 3
        for name in fixture.parameters.names {
            let tensor = try #require(fixture.parameters[name]), start = try #require(fixture.start.tensors[name])
            let moved = Double(tensor.difference(start.values) * tensor.scale)
            #expect(name.hasPrefix("encoder.output_conv") ? moved == 0 : moved > 1e-4 && moved < reach, "\(name)")
        }
        for name in fixture.statistics.names {
            let start = try #require(fixture.start.tensors[name]).values
            #expect((try #require(fixture.statistics[name]).difference(start) == 0) == fixture.frozen, "\(name)")
        }
    }

    /// Each network has the losses of its outputs, and what is minimised is their sum.
    @Test(arguments: NetworkStepFixture.relatives)
    func lossesAreThoseOfTheOutputs(name: String) throws {
        let fixture = try NetworkStepFixture(name), losses = fixture.losses
        #expect((losses.crossEntropy > 0) == (fixture.network.architecture.semanticChannels > 0))
        for part in [losses.embedding, losses.lovasz, losses.variance, losses.seed] {
            #expect((part > 0) == (fixture.network.architecture.things > 0))
        }
        let embedding = losses.lovasz + 10 * losses.variance + losses.seed
        #expect(abs(losses.embedding - embedding) < 1e-5 * losses.total)
        #expect(abs(losses.total - losses.embedding - losses.crossEntropy) < 1e-5 * losses.total)
    }
}

extension FixtureTests {
    /// The semantic channel of an instance id: stuff in the order of its labels, 11 for things and crowds of them, 12
    /// for void.
    fileprivate static func channel(of id: Int32) -> Int {
        let stuff: [Int32] = [7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23],
            things: [Int32] = [24, 25, 26, 27, 28, 31, 32, 33]
        return stuff.firstIndex(of: id) ?? (things.contains(id) || things.contains(id / 1000) ? 11 : 12)
    }
}
