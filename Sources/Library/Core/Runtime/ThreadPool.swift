import CPanSECB
import CShims

/// Threads that share the rows of a layer. `run` hands out items 0 ..< count in ascending order, each exactly once; the
/// caller works too and can finish alone, so a thread that the system keeps waiting delays nobody. Between the steps of
/// a frame the threads spin for some microseconds, which is shorter than a wake-up, then they sleep.
///
/// Not safe against two callers at once: a session has one.
package final class ThreadPool {
    /// What an item does: the context, the item's number, and the number of the worker, 0 for the caller.
    package typealias Work = @convention(c) (UnsafeMutableRawPointer, Int32, Int32) -> Void

    /// Shared by all threads; lives at one address.
    struct Shared {
        /// count << 32 | next: one word, so that an item is taken from the job it belongs to.
        var ticket: UInt64 = 0
        var done: UInt32 = 0
        /// Changes with each job; sleepers wait on it.
        var epoch: UInt32 = 0
        var sleepers: UInt32 = 0
        var stop: UInt32 = 0
        var numbered: UInt32 = 0
        /// Turns of the waiting loop before a thread sleeps.
        let patience: Int
        var work: Work
        var context: UnsafeMutableRawPointer
    }

    private let shared: UnsafeMutablePointer<Shared>
    private let memory: Memory
    private let threads: UnsafeMutablePointer<UInt>
    private var started = 0

    /// Workers, the caller among them.
    package var workers: Int { started + 1 }

    static let maxWorkers = 256

    /// Starts `workers - 1` threads; fewer if the system gives no more. `context` must outlive the pool.
    /// - Parameter patience: for how long a thread without work spins before it sleeps.
    /// - Parameter stack: what the work needs.
    package static func make(
        workers: Int, patience: Patience = .frame, stack: Stack = .frame, context: UnsafeMutableRawPointer,
        work: @escaping Work
    ) throws(Failure) -> ThreadPool {
        let header = Memory.aligned(MemoryLayout<Shared>.stride)
        let memory = try Memory.take(header + maxWorkers * MemoryLayout<UInt>.stride, for: "threads")
        let pool = ThreadPool(memory, header, Shared(patience: patience.turns, work: work, context: context))
        pool.start(min(workers, maxWorkers) - 1, stack)
        return pool
    }

    private init(_ memory: Memory, _ header: Int, _ shared: Shared) {
        self.memory = memory
        self.shared = memory.start.bindMemory(to: Shared.self, capacity: 1)
        self.shared.initialize(to: shared)
        threads = (memory.start + header).bindMemory(to: UInt.self, capacity: ThreadPool.maxWorkers)
    }

    private func start(_ count: Int, _ stack: Stack) {
        while started < count {
            let error = pansecb_start_thread(threads + started, { ThreadPool.live($0) }, shared, stack.bytes)
            if error != 0 { break }
            started += 1
        }
    }

    deinit {
        pansecb_store32(&shared.pointee.stop, 1)
        _ = pansecb_add32(&shared.pointee.epoch, 1)
        pansecb_wake_all(&shared.pointee.epoch)
        for i in 0..<started { pansecb_join_thread(threads[i]) }
    }

    /// Does all items; returns when the last is done.
    package func run(count: Int) {
        guard started > 0, count > 1 else {
            for item in 0..<count { shared.pointee.work(shared.pointee.context, Int32(truncatingIfNeeded: item), 0) }
            return
        }
        pansecb_store32(&shared.pointee.done, 0)
        pansecb_store64(&shared.pointee.ticket, UInt64(UInt32(truncatingIfNeeded: count)) << 32)
        _ = pansecb_add32(&shared.pointee.epoch, 1)
        if pansecb_load32(&shared.pointee.sleepers) > 0 { pansecb_wake_all(&shared.pointee.epoch) }
        ThreadPool.takeItems(shared, worker: 0)
        var turns = 0
        while pansecb_load32(&shared.pointee.done) != UInt32(truncatingIfNeeded: count) {
            turns += 1
            if turns < 4000 { pansecb_pause() } else { pansecb_yield() }
        }
    }

    private static func takeItems(_ shared: UnsafeMutablePointer<Shared>, worker: Int32) {
        while true {
            let ticket = pansecb_load64(&shared.pointee.ticket)
            let next = UInt32(truncatingIfNeeded: ticket), count = UInt32(truncatingIfNeeded: ticket >> 32)
            if next >= count { return }
            if pansecb_exchange64(&shared.pointee.ticket, ticket, ticket + 1) == 0 { continue }
            shared.pointee.work(shared.pointee.context, Int32(bitPattern: next), worker)
            _ = pansecb_add32(&shared.pointee.done, 1)
        }
    }

    /// Some 30 turns of the waiting loop are a microsecond.
    package struct Patience {
        let turns: Int

        /// Between the steps of a frame, shorter than a wake-up: a robot has other work for its processors.
        package static let frame = Patience(turns: 600)
        /// Until the others are done with their items, which take milliseconds in training: it is called on at once
        /// then.
        package static let training = Patience(turns: 60_000)
    }

    /// Of a thread.
    package struct Stack {
        let bytes: Int

        /// The work on a frame needs 13 KB; the rest is for a handler of the host's that a fault calls. Of the usual
        /// size, 8 MB as a rule, a host that locks its memory would hold all.
        package static let frame = Stack(bytes: 256 << 10)
        /// What the system gives.
        package static let usual = Stack(bytes: 0)
    }

    private static func live(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let shared = argument?.assumingMemoryBound(to: Shared.self) else { return nil }
        let worker = Int32(bitPattern: pansecb_add32(&shared.pointee.numbered, 1))
        pansecb_name_thread(worker)
        var seen: UInt32 = 0
        while true {
            var turns = 0
            while pansecb_load32(&shared.pointee.epoch) == seen {
                turns += 1
                if turns < shared.pointee.patience {
                    pansecb_pause()
                } else {
                    _ = pansecb_add32(&shared.pointee.sleepers, 1)
                    pansecb_sleep_while(&shared.pointee.epoch, seen)
                    _ = pansecb_add32(&shared.pointee.sleepers, UInt32.max)
                }
            }
            seen = pansecb_load32(&shared.pointee.epoch)
            if pansecb_load32(&shared.pointee.stop) != 0 { return nil }
            // A thread begins with the state of the one that started it, and a handler of the host's may change it.
            pansecb_reset_floating_point()
            takeItems(shared, worker: worker)
        }
    }
}
