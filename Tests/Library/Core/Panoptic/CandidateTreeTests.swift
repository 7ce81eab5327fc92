import CPanSECB
import CShims
import KernelChecks
import Testing

@testable import PanSECB

/// The tree against a search through all candidates.
@Suite struct CandidateTreeTests {
    /// Objects are taken one after the other, as clustering does; after each step counts, maps and highest seeds are
    /// those of the search, whether candidates are sorted or not.
    @Test(arguments: TestModel.levels, [(7, 3), (16, 16), (170, 110)])
    func objectsAreThoseOfAFullSearch(cpu: pansecb_cpu, size: (Int, Int)) {
        for isSorted in [false, true] { compareWithAFullSearch(cpu, size, isSorted: isSorted) }
    }

    private func compareWithAFullSearch(_ cpu: pansecb_cpu, _ size: (Int, Int), isSorted: Bool) {
        let (width, height) = size
        let test = TestCandidates.random(seed: UInt64(width), width: width, height: height, cpu: cpu)
        let candidates = test.candidates, count = candidates.count
        if isSorted { candidates.sort(width: width, height: height) }
        var tree = CandidateTree(candidates, test.kernels)
        var free = (0..<count).map { candidates.seed[$0] }, random = Random(seed: 9), counted = 0
        var map = [UInt16](repeating: 0, count: width * height), expected = map
        for number in 1...60 as ClosedRange<UInt16> {
            // The lowest pixel among equals.
            let highest = free.indices.filter { free[$0] > 0 }.max {
                (free[$0], candidates.pixel[$1]) < (free[$1], candidates.pixel[$0])
            }
            #expect(tree.highestSeed() == highest)
            guard let centre = highest else { break }
            tree.take(centre)
            free[centre] = 0
            let ellipse = pansecb_ellipse(
                x: candidates.x[centre], y: candidates.y[centre], bandwidth_x: bandwidth(&random),
                bandwidth_y: bandwidth(&random), limit: 0.7)
            let inside = (0..<count).filter { contains(ellipse, candidates.x[$0], candidates.y[$0]) }
            guard ellipse.isFinite else {
                #expect(inside.isEmpty)
                continue
            }
            let taken = tree.take(ellipse)
            #expect(taken.free == inside.count { free[$0] > 0 })
            #expect(taken.near <= inside.count && (!taken.isAll || taken.near == inside.count))
            #expect(tree.count(ellipse) { _ in false } == inside.count)
            // No more leaves than are needed.
            let some = tree.count(ellipse) { $0 > inside.count / 2 }
            #expect(some > inside.count / 2 && some <= inside.count / 2 + CandidateTree.size)
            counted += inside.count
            if random.int(0...3) > 0 {
                tree.write(number, ellipse, to: &map, rivals: nil)
                for i in inside { expected[Int(candidates.pixel[i])] = number }
            }
            for i in inside { free[i] = 0 }
            #expect(map == expected)
            #expect((0..<count).map { candidates.seed[$0] } == free)
        }
        #expect(counted > 0)
    }

    @Test func withoutCandidatesThereIsNoSeed() {
        let test = TestCandidates(width: 4, height: 4) { _ in (0, 0, 0, -1) }
        #expect(CandidateTree(test.candidates, test.kernels).highestSeed() == nil)
    }

    /// A pixel that another object holds changes hands only where the new one has the higher score.
    @Test func rivalsKeepWhatTheyHold() {
        let test = TestCandidates(width: 4, height: 1) { _ in (0, 0, 0, 1) }
        var tree = CandidateTree(test.candidates, test.kernels)
        let objects = TestObjects(TestCandidates.architecture, pixels: 4)
        for score in [0.9, 0.7, 0.5, 0.7] as [Float] { _ = objects.table.add(.test(score: score)) }
        var map: [UInt16] = [1, 3, 0, 2]
        let everything = pansecb_ellipse(x: 0, y: 0, bandwidth_x: 0, bandwidth_y: 0, limit: 1)
        #expect(tree.take(everything) == CandidateTree.Taken(free: 4, near: 4, isAll: true))
        tree.write(4, everything, to: &map, rivals: objects.table)
        #expect(map == [1, 4, 4, 2])
        #expect(tree.highestSeed() == nil)
        #expect(tree.take(everything) == CandidateTree.Taken(free: 0, near: 0, isAll: false))
    }

    /// A box is met if anything in it lies inside, to the last bit; what is surely outside is not met.
    @Test(arguments: TestModel.levels)
    func ellipsesMeetWhatLiesInside(cpu: pansecb_cpu) {
        let kernels = CPU.kernels(cpu)
        var random = Random(seed: 4), met = 0
        let special: [Float] = [0, .greatestFiniteMagnitude, .leastNonzeroMagnitude]
        func number() -> Float {
            random.int(0...30) == 0 ? special[random.int(0...special.count - 1)] : random.float()
        }
        for _ in 0..<20_000 {
            let (a, b, c, d) = (number(), number(), number(), number())
            let (left, right, top, bottom) = (min(a, b), max(a, b), min(c, d), max(c, d))
            let ellipse = pansecb_ellipse(
                x: number(), y: number(), bandwidth_x: abs(number()) * 10, bandwidth_y: abs(number()) * 10,
                limit: abs(number()))
            guard ellipse.isFinite else { continue }
            // Corners, the nearest point of the box, and points in between.
            var points = [left, right].flatMap { x in [top, bottom].map { (x, $0) } }
            points.append((min(max(ellipse.x, left), right), min(max(ellipse.y, top), bottom)))
            for _ in 0..<4 {
                let (u, v) = (abs(random.float()), abs(random.float()))
                points.append((left + (right - left) * u, top + (bottom - top) * v))
            }
            let isInside = points.contains { x, y in
                x >= left && x <= right && y >= top && y <= bottom && contains(ellipse, x, y)
            }
            if isInside {
                met += 1
                #expect(meets(ellipse, (left, right, top, bottom), kernels), "\(ellipse)")
            }
        }
        #expect(met > 1000)
        let box: (Float, Float, Float, Float) = (1, 2, 1, 2)
        func circle(_ x: Float, _ y: Float, _ limit: Float) -> pansecb_ellipse {
            pansecb_ellipse(x: x, y: y, bandwidth_x: 1, bandwidth_y: 1, limit: limit)
        }
        for (x, y) in [(0, 1.5), (3, 1.5), (1.5, 0), (1.5, 3)] as [(Float, Float)] {
            #expect(!meets(circle(x, y, 0.99), box, kernels))
            #expect(meets(circle(x, y, 1), box, kernels))
        }
        // An empty box is met by nothing.
        let nothing: (Float, Float, Float, Float) = (.infinity, -.infinity, .infinity, -.infinity)
        #expect(!meets(pansecb_ellipse(x: 0, y: 0, bandwidth_x: 0, bandwidth_y: 0, limit: 1), nothing, kernels))
    }

    private func meets(
        _ ellipse: pansecb_ellipse, _ box: (Float, Float, Float, Float), _ kernels: pansecb_kernels
    ) -> Bool {
        let sides = [box.0, box.1, box.2, box.3, 1].map { side in Guarded<Float>(CandidateTree.size) { _ in side } }
        defer { withExtendedLifetime(sides) {} }
        let starts = sides.map { UnsafePointer($0.start) }
        var r = pansecb_reach(
            left: starts[0], right: starts[1], top: starts[2], bottom: starts[3], highest: starts[4], ellipse: ellipse,
            met: 0, met_and_free: 0)
        kernels.reach(&r)
        #expect(r.met == 0 || r.met == .max)
        return r.met != 0
    }

    private func contains(_ e: pansecb_ellipse, _ x: Float, _ y: Float) -> Bool {
        let dx = x - e.x, dy = y - e.y
        return dx * dx * e.bandwidth_x + dy * dy * e.bandwidth_y <= e.limit
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
