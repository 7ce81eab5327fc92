import CPanSECB
import Foundation
import KernelChecks
import Testing

@testable import PanSECB

@Suite struct CandidatesTests {
    /// Which pixels are collected, their seeds and embeddings, against the definition in double precision.
    @Test(arguments: TestModel.levels, [(1, 1), (8, 8), (13, 5), (65, 1), (40, 30)])
    func seedsAboveTheMaskAreCollected(cpu: pansecb_cpu, size: (Int, Int)) {
        let (width, height) = size, plane = width * height
        let test = TestCandidates.random(seed: UInt64(plane), width: width, height: height, cpu: cpu)
        let candidates = test.candidates, maps = test.maps
        let expected = (0..<plane).filter { maps[3 * plane + $0] > 0 }
        #expect((0..<candidates.count).map { Int(candidates.pixel[$0]) } == expected)
        for (i, pixel) in expected.enumerated() where i < candidates.count {
            let seed = 1 / (1 + exp(-Double(maps[3 * plane + pixel])))
            #expect(abs(Double(candidates.seed[i]) - seed) < 1e-6)
            let x = tanh(Double(maps[pixel])) + Double(pixel % width) * 2 / 2047
            let y = tanh(Double(maps[plane + pixel])) + Double(pixel / width) / 1023
            #expect(abs(Double(candidates.x[i]) - x) < 1e-6 || x.isNaN && candidates.x[i].isNaN)
            #expect(abs(Double(candidates.y[i]) - y) < 1e-6 || y.isNaN && candidates.y[i].isNaN)
        }
        // The last block is filled up with what lies nowhere and is not free.
        let size = CandidateTree.size, padded = (candidates.count + size - 1) / size * size
        for i in candidates.count..<padded {
            #expect(candidates.pixel[i] == .max)
            #expect(candidates.seed[i] == 0 && candidates.x[i].isNaN && candidates.y[i].isNaN)
        }
    }

    /// A seed at the mask threshold is not above it.
    @Test(arguments: TestModel.levels)
    func theThresholdItselfIsNotAbove(cpu: pansecb_cpu) {
        let logits: [Float] = [0, 0.001, -0.001, .nan, 0x1p-20, -.infinity, .infinity, -0.0]
        let candidates = TestCandidates(width: 8, height: 1, cpu: cpu) { (0, 0, 0, logits[$0]) }.candidates
        #expect((0..<candidates.count).map { candidates.pixel[$0] } == [1, 4, 6])
        #expect((0..<candidates.count).allSatisfy { candidates.seed[$0] > 0.5 })
    }

    /// With too few pixels for an object, the embeddings are left out; one more and they are there.
    @Test func tooFewPixelsHaveNoEmbeddings() {
        for (minimum, known) in [(5, false), (4, true)] {
            let candidates = TestCandidates(width: 5, height: 1, minPixels: UInt32(minimum)) { _ in
                (0.5, -0.5, 0, 1)
            }.candidates
            #expect(candidates.count == 5)
            #expect((candidates.x[4] == Float(tanh(0.5)) + 8 / 2047) == known)
        }
    }

    @Test func nothingIsCollectedTwice() {
        let test = TestCandidates(width: 10, height: 10) { (0, 0, 0, $0 == 50 ? 1 : -1) }
        var candidates = test.candidates, options = pansecb_options()
        (options.mask_threshold, options.claim_threshold) = (0.5, 0.5)
        candidates.collect(
            0, .maps(UnsafePointer(test.maps.start)), TestCandidates.architecture, width: 10, height: 10,
            Thresholds(options, test.kernels), kernels: test.kernels)
        #expect(candidates.count == 1 && candidates.pixel[0] == 50)
    }
}
