import CPanSECB
import CShims
import KernelChecks
import Testing

@testable import PanSECB

/// Blocks and their bounds against a search through all candidates.
@Suite struct CandidateBlocksTests {
    /// Objects are taken one after the other, as clustering does; after each step counts, maps and highest seeds are
    /// those of the search.
    @Test(arguments: TestModel.levels, [(7, 3), (16, 16), (170, 110)])
    func objectsAreThoseOfAFullSearch(cpu: pansecb_cpu, size: (Int, Int)) {
        let (width, height) = size
        let test = TestCandidates.random(seed: UInt64(width), width: width, height: height, cpu: cpu)
        let candidates = test.candidates, count = candidates.count
        let memory = Guarded<UInt8>(CandidateBlocks.bytes(width * height), misalignment: 0)
        let blocks = CandidateBlocks(candidates, memory.start, test.kernels)
        var free = (0..<count).map { candidates.seed[$0] }, random = Random(seed: 9)
        var map = [UInt16](repeating: 0, count: width * height), expected = map
        for number in 1...60 as ClosedRange<UInt16> {
            // The first among equals.
            let highest = free.indices.reduce(Int?.none) { best, i in free[i] > (best.map { free[$0] } ?? 0) ? i : best
            }
            #expect(blocks.highestSeed() == highest)
            guard let centre = highest else { break }
            blocks.take(centre)
            free[centre] = 0
            let gaussian = Gaussian(
                x: candidates.x[centre], y: candidates.y[centre], bandwidthX: bandwidth(&random),
                bandwidthY: bandwidth(&random), limit: 0.7)
            let inside = (0..<count).filter { contains(gaussian, candidates.x[$0], candidates.y[$0]) }
            let counts = blocks.count(gaussian)
            #expect(counts.all == inside.count)
            #expect(counts.free == inside.count { free[$0] > 0 })
            let isKept = random.int(0...3) > 0
            blocks.claim(gaussian, number: isKept ? number : nil, map: &map, rivals: nil)
            for i in inside {
                free[i] = 0
                if isKept { expected[Int(candidates.pixel[i])] = number }
            }
            #expect(map == expected)
            #expect((0..<count).map { candidates.seed[$0] } == free)
        }
        #expect(memory.guardsHold)
    }

    @Test func withoutCandidatesThereIsNoSeed() {
        let test = TestCandidates(width: 4, height: 4) { _ in (0, 0, 0, -1) }
        let memory = Guarded<UInt8>(CandidateBlocks.bytes(16))
        let blocks = CandidateBlocks(test.candidates, memory.start, test.kernels)
        #expect(blocks.highestSeed() == nil)
        let everything = Gaussian(x: 0, y: 0, bandwidthX: 0, bandwidthY: 0, limit: 1)
        #expect(blocks.count(everything) == (0, 0))
        #expect(memory.guardsHold)
    }

    /// A pixel that another object holds changes hands only where the new one has the higher score.
    @Test func rivalsKeepWhatTheyHold() {
        let test = TestCandidates(width: 4, height: 1) { _ in (0, 0, 0, 1) }
        let memory = Guarded<UInt8>(CandidateBlocks.bytes(4))
        let blocks = CandidateBlocks(test.candidates, memory.start, test.kernels)
        let objects = TestObjects(TestCandidates.architecture, pixels: 4)
        for score in [0.9, 0.7, 0.5, 0.7] as [Float] { _ = objects.table.add(.test(score: score)) }
        var map: [UInt16] = [1, 3, 0, 2]
        let everything = Gaussian(x: 0, y: 0, bandwidthX: 0, bandwidthY: 0, limit: 1)
        blocks.claim(everything, number: 4, map: &map, rivals: objects.table)
        #expect(map == [1, 4, 4, 2])
        #expect(blocks.highestSeed() == nil)
    }

    /// Whatever lies inside lies in bounds that are reached, to the last bit; what is surely outside is not reached.
    @Test func gaussiansReachWhatLiesInside() {
        var random = Random(seed: 4), reached = 0
        let special: [Float] = [0, .infinity, -.infinity, .nan, .greatestFiniteMagnitude, .leastNonzeroMagnitude]
        func number() -> Float {
            random.int(0...30) == 0 ? special[random.int(0...special.count - 1)] : random.float()
        }
        for _ in 0..<20_000 {
            let (a, b, c, d) = (number(), number(), number(), number())
            let bounds = pansecb_bounds(
                left: min(a, b), right: max(a, b), top: min(c, d), bottom: max(c, d), highest: 1)
            let gaussian = Gaussian(
                x: number(), y: number(), bandwidthX: abs(number()) * 10, bandwidthY: abs(number()) * 10,
                limit: abs(number()))
            // Corners, the nearest point of the bounds, and points in between.
            var points = [bounds.left, bounds.right].flatMap { x in [bounds.top, bounds.bottom].map { (x, $0) } }
            points.append(
                (
                    min(max(gaussian.x, bounds.left), bounds.right), min(max(gaussian.y, bounds.top), bounds.bottom)
                ))
            for _ in 0..<4 {
                let (u, v) = (abs(random.float()), abs(random.float()))
                points.append(
                    (bounds.left + (bounds.right - bounds.left) * u, bounds.top + (bounds.bottom - bounds.top) * v))
            }
            let isInside = points.contains { x, y in
                x >= bounds.left && x <= bounds.right && y >= bounds.top && y <= bounds.bottom
                    && contains(gaussian, x, y)
            }
            if isInside {
                reached += 1
                #expect(gaussian.reaches(bounds), "\(gaussian) \(bounds)")
            }
        }
        #expect(reached > 1000)
        let block = pansecb_bounds(left: 1, right: 2, top: 1, bottom: 2, highest: 1)
        #expect(!Gaussian(x: 0, y: 1.5, bandwidthX: 1, bandwidthY: 1, limit: 0.99).reaches(block))
        #expect(!Gaussian(x: 3, y: 1.5, bandwidthX: 1, bandwidthY: 1, limit: 0.99).reaches(block))
        #expect(!Gaussian(x: 1.5, y: 0, bandwidthX: 1, bandwidthY: 1, limit: 0.99).reaches(block))
        #expect(!Gaussian(x: 1.5, y: 3, bandwidthX: 1, bandwidthY: 1, limit: 0.99).reaches(block))
        #expect(Gaussian(x: 0, y: 1.5, bandwidthX: 1, bandwidthY: 1, limit: 1).reaches(block))
        // Where nothing can be said, the answer is yes.
        #expect(Gaussian(x: 0, y: 0, bandwidthX: .nan, bandwidthY: 1, limit: 0.1).reaches(block))
    }

    private func contains(_ g: Gaussian, _ x: Float, _ y: Float) -> Bool {
        let dx = x - g.x, dy = y - g.y
        return dx * dx * g.bandwidthX + dy * dy * g.bandwidthY <= g.limit
    }

    private func bandwidth(_ random: inout Random) -> Float {
        switch random.int(0...12) {
        case 0: return .nan
        case 1: return .infinity
        case 2: return 0
        default: return Float(1 << random.int(2...14))
        }
    }
}
