import Testing

@testable import Training

@Suite struct LightingTests {
    private func changed(
        _ color: [UInt8], seed: UInt64 = 1, _ set: (inout TrainingConfiguration.Augmentation) -> Void
    ) -> Augmenter.Labelled {
        var settings = TrainingConfiguration.Augmentation(), random = RandomNumbers(seed: seed)
        set(&settings)
        var picture = Augmenter.Labelled(
            width: 20, height: 10, pixels: (0..<200).flatMap { _ in color }, ids: [UInt16](repeating: 7, count: 200))
        Lighting(settings, &random).change(&picture)
        return picture
    }

    @Test func withoutSettingsNothingChangesAndNoNumberIsDrawn() {
        var random = RandomNumbers(seed: 5), untouched = RandomNumbers(seed: 5)
        var picture = MadeUpData.picture(1)
        let before = picture.pixels
        Lighting(TrainingConfiguration.Augmentation(), &random).change(&picture)
        #expect(picture.pixels == before && random.next() == untouched.next())
    }

    /// A power keeps black and white, and moves what lies between, both ways.
    @Test func gammaKeepsBlackAndWhite() {
        var middles: Set<UInt8> = []
        for seed in 0..<40 {
            let gamma = { (a: inout TrainingConfiguration.Augmentation) in a.gamma = 2 }
            #expect(changed([0, 255, 0], seed: UInt64(seed), gamma).pixels.prefix(3) == [0, 255, 0])
            middles.insert(changed([128, 128, 128], seed: UInt64(seed), gamma).pixels[0])
        }
        // 255 (128 / 255)^2 = 64.3 and 255 (128 / 255)^0.5 = 180.7
        #expect(middles.min()! >= 64 && middles.min()! < 90 && middles.max()! <= 180 && middles.max()! > 160)
    }

    @Test func tintChangesEachChannelOnItsOwn() {
        let pixels = changed([100, 100, 100]) { $0.tint = 0.4 }.pixels
        #expect(Set(pixels.prefix(3)).count == 3)
        #expect(pixels.allSatisfy { (60...140).contains($0) })
    }

    /// The veil only lightens, goes from edge to edge without a step, and ends at none.
    @Test func hazeIsAVeilFromEdgeToEdge() {
        for seed in 0..<20 {
            let picture = changed([40, 40, 40], seed: UInt64(seed)) { $0.haze = 0.6 }
            let values = stride(from: 0, to: 600, by: 3).map { picture.pixels[$0] }
            #expect(values.min()! >= 40 && values.min()! <= 55 && values.max()! <= 40 + 129 + 1)
            for y in 0..<10 {
                for x in 1..<20 {
                    #expect(abs(Int(values[y * 20 + x]) - Int(values[y * 20 + x - 1])) <= 14)
                }
            }
        }
        let many = (0..<20).map { seed in changed([40, 40, 40], seed: UInt64(seed)) { $0.haze = 0.6 }.pixels.max()! }
        #expect(Set(many).count > 10 && many.max()! > 110)
    }

    @Test func labelsStay() {
        let picture = changed([90, 20, 200]) {
            ($0.colour, $0.gamma, $0.tint, $0.haze) = (0.5, 2, 0.3, 0.4)
        }
        #expect(picture.ids.allSatisfy { $0 == 7 } && picture.pixels.count == 600)
    }
}
