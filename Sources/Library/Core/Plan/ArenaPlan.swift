/// Places buffers in one block of memory so that those which live at the same time never overlap, each at the lowest
/// offset that is free during its life. Those that are used last come first, of these the ones that are needed first.
/// So what only the last step uses lies on top: of a buffer that is seldom full, the rest is memory that nobody
/// touches.
struct ArenaPlan {
    struct Buffer {
        var bytes: Int
        /// First and last step that use it, both included.
        var first: Int, last: Int
        var offset = 0
    }

    private(set) var buffers: [Buffer] = []
    private(set) var bytes = 0

    /// A new buffer, needed at `step`; `use` prolongs its life.
    mutating func add(bytes: Int, at step: Int) -> Int {
        buffers.append(Buffer(bytes: Memory.aligned(bytes), first: step, last: step))
        return buffers.count - 1
    }

    mutating func use(_ buffer: Int, at step: Int) {
        buffers[buffer].first = min(buffers[buffer].first, step)
        buffers[buffer].last = max(buffers[buffer].last, step)
    }

    /// Chooses all offsets.
    mutating func place() {
        let order = buffers.indices.sorted {
            (buffers[$1].last, buffers[$0].first, $0) < (buffers[$0].last, buffers[$1].first, $1)
        }
        var placed: [Int] = []
        for index in order {
            let life = buffers[index]
            // Those alive at the same time, from the lowest up: the first gap that is large enough is taken.
            let others = placed.filter { buffers[$0].first <= life.last && buffers[$0].last >= life.first }
                .sorted { buffers[$0].offset < buffers[$1].offset }
            var offset = 0
            for other in others {
                if buffers[other].offset >= offset + life.bytes { break }
                offset = max(offset, buffers[other].offset + buffers[other].bytes)
            }
            buffers[index].offset = offset
            bytes = max(bytes, offset + life.bytes)
            placed.append(index)
        }
    }
}
