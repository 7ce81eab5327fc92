import PanSECB

/// The sessions of a model for pictures of all sizes. One serves several sizes where that takes no more memory than one
/// for each: wide and tall pictures in turn have two, not one for the box around both.
final class Sessions {
    private let model: Model
    private let threads: Int
    /// The last used comes last.
    private var all: [Session] = []

    private static let most = 2

    init(_ model: Model, threads: Int) {
        self.model = model
        self.threads = threads
    }

    /// A session for pictures of that size.
    func session(width: Int, height: Int) throws -> Session {
        if let number = all.firstIndex(where: { $0.maxWidth >= width && $0.maxHeight >= height }) {
            all.append(all.remove(at: number))
            return all[all.count - 1]
        }
        var size = (width: width, height: height)
        // Before the new one takes its memory, those that it replaces give theirs back.
        for number in all.indices.reversed() {
            let box = (width: max(size.width, all[number].maxWidth), height: max(size.height, all[number].maxHeight))
            guard box.width * box.height <= size.width * size.height + all[number].maxWidth * all[number].maxHeight
            else { continue }
            size = box
            all.remove(at: number)
        }
        if all.count == Sessions.most { all.removeFirst() }
        all.append(try Session.make(model: model, maxWidth: size.width, maxHeight: size.height, threads: threads))
        return all[all.count - 1]
    }
}
