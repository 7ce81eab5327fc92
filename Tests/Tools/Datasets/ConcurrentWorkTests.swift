import Datasets
import Testing

@Suite struct ConcurrentWorkTests {
    private struct Refusal: Error {}

    @Test(arguments: [0, 1, 2, 7])
    func keepsTheOrder(threads: Int) throws {
        var finished: [Int] = []
        let squares = try ConcurrentWork.map(Array(0..<100), threads: threads, finished: { finished.append($0) }) {
            $0 * $0
        }
        #expect(squares == (0..<100).map { $0 * $0 })
        #expect(finished.sorted() == Array(0..<100))
    }

    @Test func nothingToDo() throws {
        #expect(try ConcurrentWork.map([Int]()) { $0 }.isEmpty)
    }

    @Test func anErrorEndsTheWork() {
        var finished = 0
        #expect(throws: Refusal.self) {
            try ConcurrentWork.map(Array(0..<1000), threads: 2, finished: { _ in finished += 1 }) { item in
                if item == 10 { throw Refusal() }
            }
        }
        #expect(finished >= 10 && finished < 1000)
    }
}
