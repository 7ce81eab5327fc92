import CPanSECB
import KernelChecks
import Testing

@testable import PanSECB

@Suite struct EmbeddingOrderTests {
    /// Everything about a candidate stays together, and none is lost.
    @Test(arguments: [(1, 1), (8, 8), (65, 1), (120, 97)])
    func sortingExchangesWholeCandidates(size: (Int, Int)) {
        let (width, height) = size
        let test = TestCandidates.random(seed: 3, width: width, height: height, cpu: PANSECB_CPU_SCALAR)
        let candidates = test.candidates
        func all() -> [[UInt32]] {
            (0..<candidates.count).map {
                let c = candidates[$0]
                return [c.pixel, c.seed.bitPattern, c.x.bitPattern, c.y.bitPattern]
            }.sorted { $0[0] < $1[0] }
        }
        let before = all()
        candidates.sort(width: width, height: height)
        #expect(all() == before)
    }

    /// Scattered pixels: in rows of pixels a leaf's box covers about everything, sorted about its share of the space.
    @Test func neighboursAreNear() {
        let side = 128
        var random = Random(seed: 7)
        let test = TestCandidates(width: side, height: side) { _ in (random.float(), random.float(), 0, 1) }
        let candidates = test.candidates, leaves = candidates.count / CandidateTree.size
        #expect(candidates.count == side * side)
        func area() -> Float {
            (0..<leaves).reduce(0) { sum, leaf in
                let places = leaf * CandidateTree.size..<(leaf + 1) * CandidateTree.size
                let x = places.map { candidates.x[$0] }, y = places.map { candidates.y[$0] }
                return sum + (x.max()! - x.min()!) * (y.max()! - y.min()!)
            } / Float(leaves)
        }
        let before = area()
        candidates.sort(width: side, height: side)
        #expect(before > 2 && area() < 8 * before / Float(leaves), "\(before) and \(area()), \(leaves) leaves")
    }

    /// Embeddings that are no numbers come last, whatever else they are.
    @Test func notNumbersComeLast() {
        let test = TestCandidates(width: 40, height: 10) { pixel in
            (pixel % 3 == 0 ? .nan : -0.9, pixel % 5 == 0 ? .nan : -0.9, 0, 1)
        }
        let candidates = test.candidates
        candidates.sort(width: 40, height: 10)
        let isNumber = (0..<candidates.count).map { !candidates.x[$0].isNaN && !candidates.y[$0].isNaN }
        #expect(isNumber.contains(false) && isNumber == isNumber.filter { $0 } + isNumber.filter { !$0 })
    }
}
