import CPanSECB
import CShims

/// Threads that share the rows of a layer. `run` hands out items 0 ..< count in ascending order, each exactly once; the
/// caller works too and can finish alone, so a thread that the system does not schedule causes no delay. Between the
/// steps of a frame the threads spin for some microseconds, less than a wake-up takes, and then sleep.
///
/// It supports one caller at a time, as a session has.
package final class ThreadPool {
    /// Runs an item, given the context, the item's number, and the worker's number (0 for the caller).
    package typealias Work = @convention(c) (UnsafeMutableRawPointer, Int32, Int32) -> Void

    /// Shared by all threads, at a fixed address.
    struct Shared {
        /// count << 32 | next, in one word, so that a worker cannot take an item of another job.
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

    /// Number of workers, including the caller.
    package var workers: Int { started + 1 }

    static let maxWorkers = 256

    /// Starts `workers - 1` threads; fewer if the system allows no more. `context` must outlive the pool.
    /// - Parameter patience: how long a thread without work spins before it sleeps.
    /// - Parameter stack: size of each thread's stack.
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

    /// Runs all items; returns when the last is done.
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

    /// How long a waiting thread spins. Some 30 turns of the loop take a microsecond.
    package struct Patience {
        let turns: Int

        /// For the steps of a frame: shorter than a wake-up, since a robot has other work for its processors.
        package static let frame = Patience(turns: 600)
        /// For training: as long as other threads' last items take, some milliseconds, since the next job follows at
        /// once.
        package static let training = Patience(turns: 60_000)
    }

    /// The size of a thread's stack.
    package struct Stack {
        let bytes: Int

        /// A frame needs 13 KB; the rest is for a handler of the host's that runs on a fault. A host that locks its
        /// memory would hold all of the usual size, mostly 8 MB.
        package static let frame = Stack(bytes: 256 << 10)
        /// The system's default.
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
            // A thread inherits the state of the one that started it, and a handler of the host's may change it.
            pansecb_reset_floating_point()
            takeItems(shared, worker: worker)
        }
    }
}
