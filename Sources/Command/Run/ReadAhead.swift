import Foundation

/// Makes the next item while the last is being used: one ahead and no more, so that memory stays the same. What makes
/// them is called by one thread at a time.
final class ReadAhead<Item> {
    private let make: () throws -> Item?
    private let queue = DispatchQueue(label: "pansecb.ahead")
    private let isMade = DispatchSemaphore(value: 0)
    private var made: Result<Item?, any Error> = .success(nil)

    init(_ make: @escaping () throws -> Item?) {
        self.make = make
        begin()
    }

    /// Nil after the last; an error of the making is thrown in its turn. After either it must not be called again.
    func next() throws -> Item? {
        isMade.wait()
        let item = try made.get()
        if item != nil { begin() }
        return item
    }

    private func begin() {
        queue.async { [self] in
            made = Result { try make() }
            isMade.signal()
        }
    }
}
