import CShims

/// Sorts candidates so that neighbours have near embeddings: along the Z-shaped curve that visits the quarters of a
/// square one after the other, in each of them its quarters, and so on. It works in place, by four bits of both
/// coordinates at a time (American flag sort), and leaves parts of up to a leaf's candidates as they are.
struct EmbeddingOrder {
    private let candidates: Candidates
    private let scaleX: Double, scaleY: Double
    /// The next free place of each part, during a pass; and for each pass the ends of its parts.
    private let next: UnsafeMutablePointer<UInt32>, ends: UnsafeMutablePointer<UInt32>

    private static let parts = 256, passes = 8

    static let bytes = (1 + passes) * parts * 4

    /// - Parameter memory: of `bytes`.
    init(_ candidates: Candidates, width: Int, height: Int, _ memory: UnsafeMutableRawPointer) {
        self.candidates = candidates
        next = memory.bindMemory(to: UInt32.self, capacity: EmbeddingOrder.parts * (1 + EmbeddingOrder.passes))
        ends = next + EmbeddingOrder.parts
        func scale(_ side: Int, _ step: Double) -> Double { 0x1p32 / (2 + Double(side - 1) * step) }
        scaleX = scale(width, PixelGrid.stepX)
        scaleY = scale(height, PixelGrid.stepY)
    }

    func sort() { sort(0, candidates.count, pass: 0) }

    private func sort(_ first: Int, _ end: Int, pass: Int) {
        let parts = EmbeddingOrder.parts, ends = ends + parts * pass, shift = UInt32(truncatingIfNeeded: 28 - 4 * pass)
        ends.update(repeating: 0, count: parts)
        for i in first..<end { ends[part(candidates.x[i], candidates.y[i], shift)] &+= 1 }
        var place = UInt32(truncatingIfNeeded: first)
        for part in 0..<parts {
            next[part] = place
            place &+= ends[part]
            ends[part] = place
        }
        for part in 0..<parts { fill(part, ends, shift) }
        guard pass + 1 < EmbeddingOrder.passes else { return }
        var start = first
        for part in 0..<parts {
            let end = Int(ends[part])
            if end - start > CandidateTree.size { sort(start, end, pass: pass + 1) }
            start = end
        }
    }

    /// Puts the candidates of a part into it. Each one that is not of the part goes to the next place of its own, whose
    /// candidate goes on, until one comes that is.
    private func fill(_ part: Int, _ ends: UnsafeMutablePointer<UInt32>, _ shift: UInt32) {
        while next[part] < ends[part] {
            let place = Int(next[part])
            var moving = candidates[place]
            var target = self.part(moving.x, moving.y, shift)
            while target != part {
                let other = Int(next[target])
                next[target] &+= 1
                let displaced = candidates[other]
                candidates.set(moving, at: other)
                moving = displaced
                target = self.part(moving.x, moving.y, shift)
            }
            candidates.set(moving, at: place)
            next[part] &+= 1
        }
    }

    /// Four bits of both coordinates, interleaved.
    private func part(_ x: Float, _ y: Float, _ shift: UInt32) -> Int {
        func spread(_ bits: UInt32) -> UInt32 {
            let pairs = (bits | bits << 2) & 0x33
            return (pairs | pairs << 1) & 0x55
        }
        let column = (EmbeddingOrder.fixed(x, scaleX) >> shift) & 15
        let row = (EmbeddingOrder.fixed(y, scaleY) >> shift) & 15
        return Int(spread(column) | spread(row) << 1)
    }

    /// A coordinate from -1 on as a number of 32 bits; NaN, which belongs nowhere, comes last.
    private static func fixed(_ coordinate: Float, _ scale: Double) -> UInt32 {
        let number = (Double(coordinate) + 1) * scale
        guard number < 0x1p32 else { return .max }
        return number > 0 ? UInt32(number) : 0
    }
}
