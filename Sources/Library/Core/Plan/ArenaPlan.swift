/// Places buffers in one block of memory so that those alive at the same time never overlap, each at the lowest offset
/// that is free during its life. Buffers whose last use is late are placed first, among them those whose first use is
/// early. So buffers that only the last step uses lie on top, and the unused end of a seldom full one is memory that
/// nothing touches.
struct ArenaPlan {
    struct Buffer {
        var bytes: Int
        /// First and last step that use it, both included.
        var first: Int, last: Int
        var offset = 0
    }

    private(set) var buffers: [Buffer] = []
    private(set) var bytes = 0

    /// Adds a buffer that is needed at `step`; `use` extends its life.
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
            // Goes through the buffers alive at the same time from the lowest up and takes the first gap that is large
            // enough.
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
