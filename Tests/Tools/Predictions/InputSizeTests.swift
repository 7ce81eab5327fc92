import Testing

@testable import Predictions

@Suite struct InputSizeTests {
    private func size(_ choice: InputSize, _ width: Int, _ height: Int, trained: (Int, Int) = (1024, 512)) throws
        -> [Int]
    {
        let model = try FlatModel.make(trained: (width: trained.0, height: trained.1))
        let size = choice.size(for: (width, height), model)
        return [size.width, size.height]
    }

    /// The trained number of pixels at the picture's own proportions, in multiples of 8.
    @Test func trainedKeepsProportions() throws {
        #expect(try size(.trained, 2048, 1024) == [1024, 512])
        #expect(try size(.trained, 512, 256) == [1024, 512])
        // A square of 524288 pixels has sides of 724.08.
        #expect(try size(.trained, 2000, 2000) == [728, 728])
        #expect(try size(.trained, 500, 2000) == [360, 1448])
        #expect(try size(.trained, 1, 1) == [728, 728])
    }

    /// A picture that has the trained area but for the rounding is not touched.
    @Test func trainedLeavesWhatFits() throws {
        #expect(try size(.trained, 1024, 512) == [1024, 512])
        #expect(try size(.trained, 1021, 513) == [1021, 513])
        #expect(try size(.trained, 1242, 375, trained: (1242, 375)) == [1242, 375])
    }

    /// Sides do not grow beyond what a picture may have.
    @Test func trainedStaysInTheLimits() throws {
        #expect(try size(.trained, 16000, 2, trained: (4096, 4096)) == [16384, 8])
    }

    @Test func automaticScalesWhatDiffersByMoreThanHalf() throws {
        #expect(try size(.automatic, 2048, 1024) == [1024, 512])
        #expect(try size(.automatic, 256, 128) == [1024, 512])
        // 1.5 times the trained area, and a little more.
        #expect(try size(.automatic, 1024, 768) == [1024, 768])
        #expect(try size(.automatic, 1024, 769) == [832, 624])
        #expect(try size(.automatic, 1024, 342) == [1024, 342])
        #expect(try size(.automatic, 1024, 341) == [1256, 416])
    }

    @Test func unknownSizesScaleNothing() throws {
        for choice in [InputSize.automatic, .trained, .image] {
            #expect(try size(choice, 100, 50, trained: (0, 0)) == [100, 50])
        }
        #expect(try size(.image, 100, 50) == [100, 50])
        #expect(try size(.pixels(width: 33, height: 17), 100, 50) == [33, 17])
    }
}
