import CShims

/// The candidates of a class in blocks of 64, and groups of 64 blocks, with the bounds of each: an object visits only
/// blocks that its Gaussian can reach, and the highest seed is found from the top down. Neighbours in the picture point
/// at the same centre, so most blocks cover little space.
struct CandidateBlocks {
    private let candidates: Candidates
    private let kernels: pansecb_kernels
    private let blocks: UnsafeMutablePointer<pansecb_bounds>
    private let groups: UnsafeMutablePointer<pansecb_bounds>
    private let blockCount: Int, groupCount: Int

    static let size = Int(PANSECB_CANDIDATE_BLOCK)

    static func bytes(_ pixels: Int) -> Int {
        let blocks = pixels / size + 1
        return (blocks + blocks / size + 1) * MemoryLayout<pansecb_bounds>.stride
    }

    /// Computes all bounds; `memory` must have `bytes` bytes.
    init(_ candidates: Candidates, _ memory: UnsafeMutableRawPointer, _ kernels: pansecb_kernels) {
        self.candidates = candidates
        self.kernels = kernels
        blockCount = (candidates.count + CandidateBlocks.size - 1) / CandidateBlocks.size
        groupCount = (blockCount + CandidateBlocks.size - 1) / CandidateBlocks.size
        blocks = memory.assumingMemoryBound(to: pansecb_bounds.self)
        groups = blocks + blockCount
        for block in 0..<blockCount { summarise(block) }
        for group in 0..<groupCount {
            var bounds = blocks[group * CandidateBlocks.size]
            for block in blocksOf(group) {
                bounds.left = min(bounds.left, blocks[block].left)
                bounds.right = max(bounds.right, blocks[block].right)
                bounds.top = min(bounds.top, blocks[block].top)
                bounds.bottom = max(bounds.bottom, blocks[block].bottom)
                bounds.highest = max(bounds.highest, blocks[block].highest)
            }
            groups[group] = bounds
        }
    }

    private func blocksOf(_ group: Int) -> Range<Int> {
        group * CandidateBlocks.size..<min((group + 1) * CandidateBlocks.size, blockCount)
    }

    private func summarise(_ block: Int) {
        let first = block * CandidateBlocks.size
        var s = pansecb_summary(
            x: UnsafePointer(candidates.x + first), y: UnsafePointer(candidates.y + first),
            seed: UnsafePointer(candidates.seed + first),
            bounds: blocks + block)
        kernels.summary(&s)
    }

    /// The free candidate with the highest seed, the first among equals; nil if none is free.
    func highestSeed() -> Int? {
        var group = 0
        for i in 0..<groupCount where groups[i].highest > groups[group].highest { group = i }
        guard groupCount > 0, groups[group].highest > 0 else { return nil }
        var block = group * CandidateBlocks.size
        for i in blocksOf(group) where blocks[i].highest > blocks[block].highest { block = i }
        var candidate = block * CandidateBlocks.size
        while candidate < candidates.count - 1, candidates.seed[candidate] != blocks[block].highest { candidate += 1 }
        return candidate
    }

    /// Removes a candidate from the free ones.
    func take(_ candidate: Int) {
        candidates.seed[candidate] = 0
        let block = candidate / CandidateBlocks.size
        summarise(block)
        updateHighest(block / CandidateBlocks.size)
    }

    private func updateHighest(_ group: Int) {
        var highest: Float = 0
        for block in blocksOf(group) { highest = max(highest, blocks[block].highest) }
        groups[group].highest = highest
    }

    /// Counts the candidates in the Gaussian, and those of them that are free.
    func count(_ gaussian: Gaussian) -> (all: Int, free: Int) {
        var all = 0, free = 0
        for group in 0..<groupCount where gaussian.reaches(groups[group]) {
            for block in blocksOf(group) where gaussian.reaches(blocks[block]) {
                let g = run(gaussian, block, claims: 0)
                all += g.inside.nonzeroBitCount
                free += Int(g.inside_and_free)
            }
        }
        return (all, free)
    }

    /// Removes the candidates in the Gaussian from the free ones, and writes `number` into the map of objects unless it
    /// is nil.
    /// - Parameter rivals: their pixels keep their number unless the new object's score is higher.
    func claim(_ gaussian: Gaussian, number: UInt16?, map: UnsafeMutablePointer<UInt16>, rivals: ObjectTable?) {
        for group in 0..<groupCount where gaussian.reaches(groups[group]) {
            for block in blocksOf(group) where gaussian.reaches(blocks[block]) {
                let g = run(gaussian, block, claims: 1)
                blocks[block].highest = g.highest
                guard let number else { continue }
                var inside = g.inside
                while inside != 0 {
                    let place = map + Int(candidates.pixel[block * CandidateBlocks.size + inside.trailingZeroBitCount])
                    if rivals?.yields(place.pointee, to: number) ?? true { place.pointee = number }
                    inside &= inside &- 1
                }
            }
            updateHighest(group)
        }
    }

    private func run(_ gaussian: Gaussian, _ block: Int, claims: Int32) -> pansecb_gaussian {
        let first = block * CandidateBlocks.size
        var g = pansecb_gaussian(
            x: UnsafePointer(candidates.x + first), y: UnsafePointer(candidates.y + first),
            seed: candidates.seed + first,
            centre_x: gaussian.x, centre_y: gaussian.y, bandwidth_x: gaussian.bandwidthX,
            bandwidth_y: gaussian.bandwidthY, limit: gaussian.limit, claims: claims, inside: 0, inside_and_free: 0,
            highest: 0)
        kernels.gaussian(&g)
        return g
    }
}

/// The region of an object in the space of embeddings: an ellipse around its centre.
struct Gaussian {
    let x: Float, y: Float
    let bandwidthX: Float, bandwidthY: Float
    let limit: Float

    /// Whether a candidate within these bounds may lie inside. Rounding is monotonic, so the nearest point of the
    /// bounds is no farther than any candidate, to the last bit. With NaN the answer is yes.
    func reaches(_ bounds: pansecb_bounds) -> Bool {
        let dx = max(bounds.left - x, x - bounds.right, 0), dy = max(bounds.top - y, y - bounds.bottom, 0)
        return !(dx * dx * bandwidthX + dy * dy * bandwidthY > limit)
    }
}
