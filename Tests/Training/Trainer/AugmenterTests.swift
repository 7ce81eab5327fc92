import Testing

@testable import Training

@Suite struct AugmenterTests {
    private let source = MadeUpData.picture(3)

    private func settings(flip: Double = 0, scale: [Double] = [1, 1], colour: Double = 0, onObject: Double = 0)
        -> TrainingConfiguration.Augmentation
    {
        var a = TrainingConfiguration.Augmentation()
        (a.flip, a.scale, a.colour, a.onObject) = (flip, scale, colour, onObject)
        return a
    }

    @Test func withoutAnyItIsAPieceOfThePicture() {
        var random = RandomNumbers(seed: 1)
        let crop = Augmenter(settings(), height: 48, width: 64).crop(source, &random)
        #expect(crop.pixels == source.pixels && crop.ids == source.ids)
        let piece = Augmenter(settings(), height: 16, width: 24).crop(source, &random)
        let isPiece = (0...source.height - 16).contains { y0 in
            (0...source.width - 24).contains { x0 in
                (0..<16).allSatisfy { y in
                    let row = (y0 + y) * source.width + x0
                    return Array(source.ids[row..<row + 24]) == Array(piece.ids[y * 24..<(y + 1) * 24])
                        && Array(source.pixels[3 * row..<3 * (row + 24)])
                            == Array(piece.pixels[3 * y * 24..<3 * (y + 1) * 24])
                }
            }
        }
        #expect(isPiece)
    }

    @Test func mirrored() {
        var random = RandomNumbers(seed: 1)
        let crop = Augmenter(settings(flip: 1), height: 48, width: 64).crop(source, &random)
        for y in 0..<48 {
            for x in 0..<64 {
                #expect(crop.ids[y * 64 + x] == source.ids[y * 64 + 63 - x])
                #expect(crop.pixels[3 * (y * 64 + x)] == source.pixels[3 * (y * 64 + 63 - x)])
            }
        }
    }

    @Test func scaledToFit() {
        var random = RandomNumbers(seed: 1)
        let crop = Augmenter(settings(scale: [0.5, 0.5]), height: 96, width: 128).crop(source, &random)
        #expect(crop.width == 128 && crop.height == 96)
        #expect(Set(crop.ids) == Set(source.ids))
    }

    @Test func onAnObject() {
        var random = RandomNumbers(seed: 2)
        let augmenter = Augmenter(settings(onObject: 1), height: 16, width: 16)
        for _ in 0..<50 { #expect(augmenter.crop(source, &random).ids.contains { $0 >= 1000 }) }
    }

    @Test func theSameNumbersGiveTheSame() {
        var a = RandomNumbers(7, 1, 2), b = RandomNumbers(7, 1, 2), c = RandomNumbers(7, 1, 3)
        let augmenter = Augmenter(settings(flip: 0.5, scale: [0.7, 1.3], colour: 0.3), height: 32, width: 40)
        let first = augmenter.crop(source, &a)
        #expect(first.pixels == augmenter.crop(source, &b).pixels)
        #expect(first.pixels != augmenter.crop(source, &c).pixels)
    }

    @Test func everyPictureOnceAnEpoch() {
        let splits = [MadeUpData.split("train", pictures: 9), MadeUpData.split("val", pictures: 4)]
        let plan = EpochPlan([.init(split: "train"), .init(split: "val", samples: 6)], splits, seed: 1, epoch: 0)
        #expect(plan.entries.filter { $0.split == 0 }.map(\.sample).sorted() == Array(0..<9))
        let drawn = plan.entries.filter { $0.split == 1 }.map(\.sample)
        #expect(drawn.count == 6 && Set(drawn).count == 4)
        let next = EpochPlan([.init(split: "train")], splits, seed: 1, epoch: 1)
        #expect(
            next.entries.map(\.sample)
                != EpochPlan([.init(split: "train")], splits, seed: 1, epoch: 0).entries.map(\.sample))
    }
}
