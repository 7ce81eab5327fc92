import CPanSECB
import KernelChecks
import Testing

@testable import PanSECB

@Suite struct ObjectTableTests {
    /// Runs of pixels in any order against the pixels one by one.
    @Test(arguments: 0..<20)
    func anExtentIsThatOfItsPixels(seed: Int) {
        var random = Random(seed: UInt64(seed)), extent = Extent(), pixels: [(x: Int, y: Int)] = []
        for y in (0...random.int(0...20)).shuffled(using: &random) {
            let from = random.int(0...5000), to = from + random.int(1...40)
            extent.add(row: y + 7, from, to)
            pixels += (from..<to).map { ($0, y + 7) }
        }
        #expect(extent.area == pixels.count)
        #expect(extent.left == pixels.map(\.x).min() && extent.right == pixels.map(\.x).max())
        #expect(extent.top == pixels.map(\.y).min() && extent.bottom == pixels.map(\.y).max())
        #expect(extent.sumX == pixels.map(\.x).reduce(0, +) && extent.sumY == pixels.map(\.y).reduce(0, +))
    }

    @Test func aTableEndsAtItsCapacity() {
        let architecture = Architecture(kind: .branchedERFNet, semanticChannels: 0, sigmas: 1, things: 2)
        let objects = TestObjects(architecture, pixels: 3)
        #expect(objects.table.capacity == 6)
        for number in 1...6 as ClosedRange<UInt16> {
            #expect(objects.table.add(.test(id: UInt32(number))) == number)
            #expect(objects.table.count == Int(number))
            #expect(objects.table.objects[Int(number) - 1].id == UInt32(number))
        }
        #expect(objects.table.add(.test()) == nil)
        #expect(objects.table.count == 6)
        let large = Architecture(kind: .branchedERFNet, semanticChannels: 0, sigmas: 1, things: 64)
        #expect(TestObjects(large, pixels: 1 << 20).table.capacity == 64 * 999)
    }

    @Test func clearingForgetsObjectsAndStuff() {
        let objects = TestObjects(TestCandidates.architecture, pixels: 3)
        _ = objects.table.add(.test())
        objects.table.stuff[maxClasses - 1].add(row: 0, 0, 5)
        objects.table.clear()
        #expect(objects.table.count == 0)
        #expect(
            (0..<maxClasses).allSatisfy { objects.table.stuff[$0].area == 0 && objects.table.stuff[$0].right == -1 })
    }

    /// To the higher score; the first among equals keeps its pixels; what no object holds is free for all.
    @Test func aPixelYieldsToTheHigherScore() {
        let objects = TestObjects(
            Architecture(kind: .branchedERFNet, semanticChannels: 0, sigmas: 1, things: 1), pixels: 9)
        for score in [0.5, 0.9, 0.5] as [Float] { _ = objects.table.add(.test(score: score)) }
        let table = objects.table
        #expect(table.yields(1, to: 2))
        #expect(!table.yields(2, to: 1))
        #expect(!table.yields(1, to: 3) && !table.yields(3, to: 1))
        #expect(table.yields(Clustering.untouched, to: 1) && table.yields(Clustering.unclaimed, to: 1))
    }
}
