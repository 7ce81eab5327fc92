import KernelChecks
import Testing

@testable import PanSECB

@Suite struct NeedMapTests {
    /// Distances and runs against a search through all seeds, for images of every width and some density of seeds.
    @Test(arguments: [1, 7, 8, 9, 63, 64, 65, 100, 130, 200, 257], [0.0, 0.0003, 0.003, 0.1])
    func distancesAreThoseToTheNearestSeed(width: Int, density: Double) {
        var random = Random(seed: UInt64(width))
        for height in [1, 8, 9, 50, 150] {
            let minimum = random.int(0...3), things = 3
            let seeds = (0..<things).map { _ in
                (0..<width * height).filter { _ in Double.random(in: 0..<1, using: &random) < density }
            }
            let picture = SeedPicture(width: width, height: height, seeds: seeds)
            let columns = (width + 7) / 8, rows = (height + 7) / 8
            let cells = Guarded<UInt8>(NeedMap.bytes(pixels: 64 * columns * rows))
            let map = NeedMap(cells.start, paddedWidth: 8 * columns, paddedHeight: 8 * rows)
            #expect(map.columns == columns && map.rows == rows)

            let wanted = seeds.filter { $0.count > minimum }.joined()
                .map { (x: $0 % width / 8, y: $0 / width / 8) }
            let any = map.measure(picture.bits, things: things, moreThan: minimum)
            #expect(any == !wanted.isEmpty)
            var distances: [Int] = []
            for y in 0..<rows {
                for x in 0..<columns {
                    let nearest = wanted.map { max(abs($0.x - x), abs($0.y - y)) }.min() ?? .max
                    distances.append(min(nearest, Int(NeedMap.farthest)))
                }
            }
            #expect((0..<columns * rows).map { Int(map.distance[$0]) } == distances)
            #expect(cells.guardsHold)

            for halo in [0, 1, 2, 5, 14] {
                for first in 0..<rows {
                    // The last rows may lie below the image.
                    let last = first + random.int(0...2)
                    var covered = [Bool](repeating: false, count: columns), runs = 0
                    map.forEachRun(rows: first...last, halo: halo) { run in
                        runs += 1
                        for x in run {
                            #expect(!covered[x])
                            covered[x] = true
                        }
                    }
                    let needed = (0..<columns).map { x in
                        (first...last).contains { $0 < rows && distances[$0 * columns + x] <= halo }
                    }
                    #expect(covered == needed)
                    #expect(runs == (0..<columns).count { needed[$0] && ($0 == 0 || !needed[$0 - 1]) })
                }
            }
        }
    }
}
