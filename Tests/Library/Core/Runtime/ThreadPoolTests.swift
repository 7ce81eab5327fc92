import CShims
import Foundation
import KernelChecks
import Synchronization
import Testing

@testable import PanSECB

@Suite struct ThreadPoolTests {
    @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 3, 4, 7, 16])
    func eachItemIsDoneOnce(workers: Int) throws {
        let log = Log(), pool = try log.pool(workers: workers)
        #expect(pool.workers == workers)
        var random = Random(seed: UInt64(workers))
        for count in [0, 1, 2, 3, workers, workers + 1, 100, 1000] + (0..<200).map({ _ in random.int(0...12) }) {
            pool.run(count: count)
            let entries = log.takeEntries()
            #expect(entries.map(\.item).sorted() == Array(0..<count))
            #expect(entries.allSatisfy { (0..<workers).contains($0.worker) })
            // A worker's items come in ascending order.
            for worker in 0..<workers {
                let items = entries.filter { $0.worker == worker }.map(\.item)
                #expect(items == items.sorted())
            }
        }
    }

    /// Items that are done at once, so that workers reach for the same one.
    @Test(.timeLimit(.minutes(1)))
    func noItemIsDoneTwice() throws {
        let items = 100_000, times = Guarded<UInt64>(items) { _ in 0 }
        let pool = try ThreadPool.make(workers: 3, context: times.start) { times, item, _ in
            times.assumingMemoryBound(to: UInt64.self)[Int(item)] += 1
        }
        for round in 1...20 as ClosedRange<UInt64> {
            pool.run(count: items)
            #expect((0..<items).allSatisfy { times[$0] == round })
        }
        #expect(times.guardsHold)
    }

    @Test func theCallerAloneGoesUpwards() throws {
        let log = Log(), pool = try log.pool(workers: 1)
        pool.run(count: 50)
        #expect(log.takeEntries() == (0..<50).map { Log.Entry(item: $0, worker: 0) })
    }

    /// Items that wait for each other: all of them are in work at once, each by a worker of its own.
    @Test(.timeLimit(.minutes(1)), arguments: [2, 3, 8])
    func everyWorkerTakesPart(workers: Int) throws {
        let log = Log(waitsFor: workers), pool = try log.pool(workers: workers)
        for _ in 0..<20 {
            pool.run(count: workers)
            let entries = log.takeEntries()
            #expect(entries.map(\.worker).sorted() == Array(0..<workers))
            #expect(entries.map(\.item).sorted() == Array(0..<workers))
        }
    }

    /// Items are handed out in ascending order, too: with all workers waiting for each other, none gets item n before
    /// all below it are taken.
    @Test(.timeLimit(.minutes(1)))
    func itemsAreHandedOutInOrder() throws {
        let workers = 4, log = Log(waitsFor: workers), pool = try log.pool(workers: workers)
        pool.run(count: 10 * workers)
        let items = log.takeEntries().map(\.item)
        #expect(items.count == 10 * workers)
        for (turn, item) in items.enumerated() { #expect(item / workers == turn / workers) }
    }

    /// Threads that spin and threads that sleep both end with their pool.
    @Test(.timeLimit(.minutes(1)), arguments: [true, false])
    func threadsEndWithThePool(asleep: Bool) throws {
        let workers = 4, log = Log(waitsFor: workers)
        var pool: ThreadPool? = try log.pool(workers: workers, patience: asleep ? .frame : .training)
        pool?.run(count: workers)
        let threads = Set(log.takeThreads()).subtracting([currentThread()])
        #expect(threads.count == workers - 1)
        #expect(threads.allSatisfy(isAlive))
        if asleep { usleep(50_000) }
        pool = nil
        // A joined thread is gone from the system's list a moment later.
        var turns = 0
        while threads.contains(where: isAlive), turns < 1000 {
            usleep(1000)
            turns += 1
        }
        #expect(!threads.contains(where: isAlive))
        #expect(log.takeEntries().count == workers, "nothing is done without a job")
    }

    @Test(.timeLimit(.minutes(1)))
    func twoPoolsWorkSideBySide() throws {
        let logs = [Log(), Log()], pools = try logs.map { SendablePool(try $0.pool(workers: 3)) }
        DispatchQueue.concurrentPerform(iterations: 2) { index in
            for _ in 0..<300 { pools[index].pool.run(count: 10 + index) }
        }
        for (index, log) in logs.enumerated() {
            var times = [Int](repeating: 0, count: 10 + index)
            for entry in log.takeEntries() { times[entry.item] += 1 }
            #expect(times.allSatisfy { $0 == 300 })
        }
        withExtendedLifetime(pools) {}
    }

    @Test func workersAreLimited() throws {
        let log = Log(), pool = try log.pool(workers: 100_000)
        #expect(pool.workers <= ThreadPool.maxWorkers)
        pool.run(count: 1000)
        #expect(log.takeEntries().map(\.item).sorted() == Array(0..<1000))
        #expect(try log.pool(workers: 0).workers == 1)
    }
}

/// Who did what, in the order in which items were begun.
private final class Log: Sendable {
    struct Entry: Equatable {
        var item: Int, worker: Int
    }

    private let entries = Mutex<[Entry]>([]), threads = Mutex<[String]>([])
    private let waitsFor: Int

    /// - Parameter waitsFor: an item ends when as many have begun since it was its turn; their number is a multiple.
    init(waitsFor: Int = 1) { self.waitsFor = waitsFor }

    func pool(workers: Int, patience: ThreadPool.Patience = .frame) throws -> ThreadPool {
        try ThreadPool.make(workers: workers, patience: patience, context: Unmanaged.passUnretained(self).toOpaque()) {
            Unmanaged<Log>.fromOpaque($0).takeUnretainedValue().work(Entry(item: Int($1), worker: Int($2)))
        }
    }

    private func work(_ entry: Entry) {
        let begun = entries.withLock { entries in
            entries.append(entry)
            return entries.count
        }
        if waitsFor > 1 { threads.withLock { $0.append(currentThread()) } }
        let awaited = (begun + waitsFor - 1) / waitsFor * waitsFor
        while entries.withLock({ $0.count }) < awaited { sched_yield() }
    }

    func takeEntries() -> [Entry] {
        entries.withLock { entries in
            defer { entries = [] }
            return entries
        }
    }

    func takeThreads() -> [String] { threads.withLock { $0 } }
}

private struct SendablePool: @unchecked Sendable {
    let pool: ThreadPool

    init(_ pool: ThreadPool) { self.pool = pool }
}

/// The thread's number, as a path below /proc.
private func currentThread() -> String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")) ?? ""
}

private func isAlive(_ thread: String) -> Bool { FileManager.default.fileExists(atPath: "/proc/\(thread)") }
