import Testing

@testable import Training

/// What ends a training, and what does not.
@Suite struct DivergenceTests {
    private func parts(_ loss: Double, iou: Double = 0.3) -> LossParts {
        var parts = LossParts()
        (parts.semantic, parts.lovasz, parts.iou) = (loss, 1, iou)
        return parts
    }

    private let weights = LossWeights(semantic: [1, 0], seed: [1])

    private func problems(_ epochs: [LossParts], validations: [LossParts?] = [], steps: Int = 20, first: LossParts)
        -> [String?]
    {
        var divergence = Divergence()
        divergence.add(first, weights)
        // Only the first step counts.
        divergence.add(parts(1e9, iou: 0.9), weights)
        return epochs.enumerated().map {
            divergence.problem($1, validation: $0 < validations.count ? validations[$0] : nil, steps: steps, weights)
        }
    }

    @Test func twoBadEpochsInARow() {
        let bad = parts(700), good = parts(3)
        #expect(problems([bad, good, bad, good, bad], first: parts(5)).allSatisfy { $0 == nil })
        let last = problems([good, bad, parts(.infinity)], first: parts(5))
        #expect(last[..<2].allSatisfy { $0 == nil })
        #expect(last[2]?.contains("training loss is inf, 2 times in a row more than 100 times") == true)
        #expect(problems([bad, parts(.nan)], first: parts(5))[1] != nil)
    }

    /// Epochs without validation don't count for it.
    @Test func twoBadValidationsInARow() {
        let good = parts(3)
        #expect(
            problems([good, good, good, good], validations: [parts(1e7), nil, parts(9), parts(1e7)], first: parts(5))
                .allSatisfy { $0 == nil })
        let last = problems([good, good, good], validations: [parts(1e7), nil, parts(1e5)], first: parts(5))
        #expect(last[1] == nil && last[2]?.contains("validation loss is 100001.0, 2 times in a row") == true)
    }

    /// A network that knows its pictures by heart, and does much worse on others or with a higher rate.
    @Test func smallLosses() {
        let epochs = [parts(0.001), parts(0.0005), parts(3), parts(4), parts(0.001)]
        #expect(
            problems(epochs, validations: epochs.map { _ in parts(40) }, first: parts(0.01)).allSatisfy { $0 == nil })
    }

    @Test func objectsThatAreLost() {
        let found = parts(3, iou: 0.2), lost = parts(3, iou: 0.001)
        #expect(problems([found, lost, lost, found, lost, lost], first: found).allSatisfy { $0 == nil })
        let last = problems([found, lost, lost, lost], first: found)
        #expect(last[2] == nil && last[3]?.contains("have left their objects for 3 epochs") == true)
        // Few steps tell nothing.
        #expect(problems([found, lost, lost, lost, lost], steps: 12, first: found).allSatisfy { $0 == nil })
        // Objects that no Gaussian has reached yet.
        #expect(problems([lost, lost, lost, lost], first: lost).allSatisfy { $0 == nil })
        // Few pictures with objects: at first one that has some, and then one of a hundred.
        var rare = parts(3, iou: 0.002)
        rare.lovasz = 0.02
        #expect(problems([rare, rare, rare, rare], first: found).allSatisfy { $0 == nil })
        // No objects at all.
        var none = parts(3, iou: 0)
        none.lovasz = 0
        #expect(problems([found, none, none, none, none], first: found).allSatisfy { $0 == nil })
    }
}
