import Foundation

/// Reads and augments batches in a thread of its own, some ahead of the training.
final class BatchLoader: @unchecked Sendable {
    private let read: @Sendable (Int) throws -> [Sample]
    private let count: Int
    private let ahead: Int

    private let condition = NSCondition()
    private var ready: [Result<[Sample], any Error>] = []
    private var isStopped = false

    /// - Parameters:
    ///   - batches: numbers of the batches to read, in order.
    ///   - ahead: batches that may wait.
    init(batches: Range<Int>, ahead: Int = 3, read: @escaping @Sendable (Int) throws -> [Sample]) {
        self.read = read
        self.ahead = ahead
        count = batches.count
        let thread = Thread { [weak self] in
            for batch in batches {
                guard let self else { return }
                let result = Result { try self.read(batch) }
                guard self.put(result) else { return }
            }
        }
        thread.stackSize = 8 << 20
        thread.start()
    }

    deinit { stop() }

    /// The next batch.
    func next() throws -> [Sample] {
        condition.lock()
        defer { condition.unlock() }
        while ready.isEmpty { condition.wait() }
        let result = ready.removeFirst()
        condition.broadcast()
        return try result.get()
    }

    func stop() {
        condition.lock()
        isStopped = true
        condition.broadcast()
        condition.unlock()
    }

    private func put(_ result: Result<[Sample], any Error>) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        while ready.count >= ahead, !isStopped { condition.wait() }
        if isStopped { return false }
        ready.append(result)
        condition.broadcast()
        return true
    }
}
