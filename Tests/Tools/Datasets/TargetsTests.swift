import Checkpoints
import Datasets
import Images
import Testing

/// What a label map means to a network in training, against the reference.
@Suite struct TargetsTests {
    @Test(arguments: ["cityscapes", "camvid"])
    func agreeWithTheReference(table: String) throws {
        let classes = try Fixture.classes(table), expected = try Fixture.expected(table)
        let samples = try Fixture.street().samples(of: "train")
        #expect(samples.map(\.name) == expected.pictures.map(\.name))
        for (sample, expected) in zip(samples, expected.pictures) {
            let map = try sample.instanceIDs(), targets = classes.targets(of: map)
            #expect(targets.width == map.width && targets.height == map.height)
            let prefix = "targets/\(sample.name)_\(table)"
            #expect(targets.semantic == (try LabelMap8(contentsOf: Fixture.path("\(prefix)_semantic.png")).labels))
            #expect(targets.object == (try LabelMap16(contentsOf: Fixture.path("\(prefix)_object.png")).labels))
            #expect(targets.objects.map(\.id) == expected.objects.map(\.id))
            for (object, expected) in zip(targets.objects, expected.objects) {
                #expect(object.thing == expected.thing && object.pixels == expected.pixels)
                #expect([object.sumX, object.sumY] == [expected.sumX, expected.sumY])
                #expect([object.left, object.top, object.right, object.bottom] == expected.box)
            }
        }
    }

    @Test(arguments: ["cityscapes", "camvid"])
    func weightsAgreeWithTheReference(table: String) throws {
        let classes = try Fixture.classes(table), expected = try Fixture.expected(table)
        let shares = try ClassShares(classes, of: Fixture.street().samples(of: "train"))
        #expect(shares.semanticPixels == expected.semanticPixels)
        #expect(shares.pixels == expected.semanticPixels.reduce(0, +))
        #expect(shares.medianObjectPixels == expected.medianPixels)
        #expect(shares.semanticWeights().last == 0)
        for (weights, expected) in [
            (shares.semanticWeights(), expected.semanticWeights), (shares.seedWeights, expected.seedWeights),
        ] {
            #expect(weights.count == expected.count)
            // The nearest numbers of 32 bits, or the next ones where logarithms round otherwise.
            for (weight, expected) in zip(weights, expected) {
                #expect(abs(weight - Float(expected)) <= Float(expected).ulp)
            }
        }
    }

    @Test func bareIDOfAThingIsACrowd() throws {
        let classes = TrainingClasses.cityscapes
        let targets = classes.targets(
            of: try LabelMap16(width: 6, height: 1, labels: [26, 26000, 26999, 27000, 7, 7001]))
        #expect(targets.semantic == [11, 11, 11, 11, 0, 12])
        #expect(targets.object == [0, 1, 2, 3, 0, 0])
        #expect(targets.objects.map(\.id) == [26000, 26999, 27000] && targets.objects.map(\.thing) == [2, 2, 3])
    }

    @Test func mapWithoutObjects() throws {
        let targets = TrainingClasses.cityscapes.targets(
            of: try LabelMap16(width: 2, height: 2, labels: [0, 7, 8, 65535]))
        #expect(targets.semantic == [12, 0, 1, 12] && targets.object == [0, 0, 0, 0] && targets.objects.isEmpty)
    }

    @Test func sharesOfNothing() {
        let shares = ClassShares(.cityscapes)
        #expect(
            shares.semanticShares == Array(repeating: 0, count: 13)
                && shares.medianObjectPixels == Array(repeating: nil, count: 8))
    }
}
