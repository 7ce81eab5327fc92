import KernelChecks
import Testing

@testable import PanSECB

@Suite struct ArenaPlanTests {
    @Test func aBufferTakesTheLowestGapThatIsLargeEnough() {
        var plan = ArenaPlan()
        let all = plan.add(bytes: 64, at: 0)
        plan.use(all, at: 9)
        let first = plan.add(bytes: 128, at: 0)
        plan.use(first, at: 3)
        let second = plan.add(bytes: 64, at: 2)
        plan.use(second, at: 8)
        let small = plan.add(bytes: 1, at: 6), large = plan.add(bytes: 200, at: 4)
        plan.use(large, at: 5)
        plan.place()
        #expect(plan.buffers[all].offset == 0)
        #expect(plan.buffers[second].offset == 64)
        #expect(plan.buffers[small].offset == 128)
        #expect(plan.buffers[large].offset == 128, "`small` is needed after it only")
        #expect(plan.buffers[first].offset == 128)
        #expect(plan.bytes == 128 + 256)
    }

    @Test func whatIsUsedLastLiesBelow() {
        var plan = ArenaPlan()
        let early = plan.add(bytes: 64, at: 0), late = plan.add(bytes: 64, at: 5)
        plan.use(early, at: 4)
        plan.use(late, at: 1)
        plan.place()
        #expect(plan.buffers[late].first == 1 && plan.buffers[late].last == 5)
        #expect(plan.buffers[late].offset == 0)
        #expect(plan.buffers[early].offset == 64)
    }

    @Test func aPlanWithoutBuffersIsEmpty() {
        var plan = ArenaPlan()
        plan.place()
        #expect(plan.bytes == 0 && plan.buffers.isEmpty)
    }

    /// Random plans: no overlap, aligned offsets, and offsets as low as the order of placing allows, which a map of
    /// all units of memory tells.
    @Test(arguments: 0..<100)
    func randomPlansHold(seed: Int) {
        var random = Random(seed: UInt64(seed)), plan = ArenaPlan()
        for _ in 0..<random.int(1...40) {
            let bytes = random.int(1...1500), index = plan.add(bytes: bytes, at: random.int(0...20))
            #expect(plan.buffers[index].bytes == Memory.aligned(bytes))
            for _ in 0..<random.int(0...3) { plan.use(index, at: random.int(0...20)) }
        }
        plan.place()
        let buffers = plan.buffers
        #expect(buffers.allSatisfy { $0.offset % Memory.alignment == 0 })
        #expect(plan.bytes == buffers.map { $0.offset + $0.bytes }.max())
        for (i, a) in buffers.enumerated() {
            for b in buffers[..<i] where livesMeet(a, b) {
                #expect(a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset)
            }
        }
        let order = buffers.indices.sorted { i, j in
            if buffers[i].last != buffers[j].last { return buffers[i].last > buffers[j].last }
            if buffers[i].first != buffers[j].first { return buffers[i].first < buffers[j].first }
            return i < j
        }
        for (place, index) in order.enumerated() {
            let before = order[..<place].map { buffers[$0] }.filter { livesMeet($0, buffers[index]) }
            #expect(buffers[index].offset == lowestGap(buffers[index].bytes, among: before))
        }
    }

    private func livesMeet(_ a: ArenaPlan.Buffer, _ b: ArenaPlan.Buffer) -> Bool {
        !Set(a.first...a.last).isDisjoint(with: b.first...b.last)
    }

    private func lowestGap(_ bytes: Int, among others: [ArenaPlan.Buffer]) -> Int {
        var taken = Set<Int>()
        for other in others { taken.formUnion(other.offset / 64..<(other.offset + other.bytes) / 64) }
        var unit = 0
        while !taken.isDisjoint(with: unit..<unit + bytes / 64) { unit += 1 }
        return 64 * unit
    }
}
