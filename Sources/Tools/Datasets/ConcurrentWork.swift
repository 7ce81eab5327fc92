import Foundation
import Synchronization

/// Work on many files, on several threads.
public enum ConcurrentWork {
    /// What `transform` makes of every item, in the order of the items, which are also taken in that order.
    /// The first error ends the work: items under way are finished, the rest is left, and the error is thrown.
    /// - Parameters:
    ///   - threads: 0: one for each processor; more than there are processors gain nothing.
    ///   - finished: called after each item, by one thread at a time.
    public static func map<Item: Sendable, Value: Sendable>(
        _ items: [Item], threads: Int = 0, finished: (Item) -> Void = { _ in },
        _ transform: @Sendable (Item) throws -> Value
    ) throws -> [Value] {
        let state = Mutex(State<Value>(count: items.count))
        let workers = threads > 0 ? threads : ProcessInfo.processInfo.activeProcessorCount
        withoutActuallyEscaping(finished) { finished in
            let finished = Callback(call: finished)
            DispatchQueue.concurrentPerform(iterations: max(1, min(workers, items.count))) { _ in
                while let index = state.withLock({ $0.take() }) {
                    let result = Result { try transform(items[index]) }
                    state.withLock {
                        $0.note(result, at: index)
                        finished.call(items[index])
                    }
                }
            }
        }
        return try state.withLock {
            if let error = $0.error { throw error }
            return $0.values.map { $0! }
        }
    }

    private struct State<Value> {
        var values: [Value?]
        var next = 0
        var error: (any Error)?

        init(count: Int) { values = Array(repeating: nil, count: count) }

        mutating func take() -> Int? {
            guard error == nil, next < values.count else { return nil }
            defer { next += 1 }
            return next
        }

        mutating func note(_ result: Result<Value, any Error>, at index: Int) {
            switch result {
            case .success(let value): values[index] = value
            case .failure(let failure): error = error ?? failure
            }
        }
    }

    /// Called under the lock only.
    private struct Callback<Item>: @unchecked Sendable {
        let call: (Item) -> Void
    }
}
