import CShims

/// The candidates of a class as a tree: boxes around 64 candidates each, boxes around 64 of those, and so on. An
/// object visits only boxes that its Gaussian meets and that still have a free candidate, and the highest seed is known
/// at each box. Any order of candidates gives the same objects; neighbours in it should have near embeddings, so that
/// boxes are small.
struct CandidateTree {
    private let candidates: Candidates
    private let kernels: pansecb_kernels
    private let boxes: Boxes
    private let levels: Levels
    /// Kernel calls so far: what the search has cost, on every machine alike.
    private(set) var work = 0

    /// Candidates of a leaf, boxes of a box.
    static let size = Int(PANSECB_CANDIDATE_BLOCK)

    static func bytes(_ pixels: Int) -> Int { Boxes.bytes(Levels(pixels).boxes) }

    /// Computes all boxes, in the candidates' memory for them.
    init(_ candidates: Candidates, _ kernels: pansecb_kernels) {
        self.candidates = candidates
        self.kernels = kernels
        levels = Levels(candidates.count)
        boxes = Boxes(candidates.treeMemory, levels.boxes)
        for level in 0..<levels.count {
            let first = levels.first(level), count = levels.boxes(level)
            for box in first..<first + count { summarise(box, level) }
            for box in first + count..<first + Levels.padded(count) { boxes.empty(box) }
        }
    }

    var leaves: Int { levels.boxes(0) }

    /// The first candidate, or box, in a box of a level.
    private func firstChild(_ box: Int, _ level: Int) -> Int {
        CandidateTree.size * (box - levels.first(level)) + (level == 0 ? 0 : levels.first(level - 1))
    }

    private func summarise(_ box: Int, _ level: Int) {
        let first = firstChild(box, level)
        var s = pansecb_summary()
        if level == 0 {
            (s.left, s.right) = (UnsafePointer(candidates.x + first), UnsafePointer(candidates.x + first))
            (s.top, s.bottom) = (UnsafePointer(candidates.y + first), UnsafePointer(candidates.y + first))
        } else {
            (s.left, s.right) = (UnsafePointer(boxes.left + first), UnsafePointer(boxes.right + first))
            (s.top, s.bottom) = (UnsafePointer(boxes.top + first), UnsafePointer(boxes.bottom + first))
        }
        kernels.summary(&s)
        (boxes.left[box], boxes.right[box]) = (s.bound_left, s.bound_right)
        (boxes.top[box], boxes.bottom[box]) = (s.bound_top, s.bound_bottom)
        updateHighest(box, level)
    }

    /// Finds a box's highest seed anew.
    private func updateHighest(_ box: Int, _ level: Int) {
        let first = firstChild(box, level)
        let seeds = level == 0 ? candidates.seed : boxes.highest, pixels = level == 0 ? candidates.pixel : boxes.pixel
        let (highest, place) = highestSeed(seeds + first, pixels + first)
        boxes.highest[box] = highest
        boxes.pixel[box] = pixels[first + place]
        boxes.candidate[box] =
            level == 0 ? UInt32(truncatingIfNeeded: first + place) : boxes.candidate[first + place]
    }

    private func highestSeed(
        _ seeds: UnsafeMutablePointer<Float>, _ pixels: UnsafeMutablePointer<UInt32>
    ) -> (Float, Int) {
        var h = pansecb_highest(seed: UnsafePointer(seeds), pixel: UnsafePointer(pixels), highest: 0, place: 0)
        kernels.highest(&h)
        return (h.highest, Int(h.place))
    }

    /// The free candidate with the highest seed, the lowest pixel among equals; nil if none is free.
    func highestSeed() -> Int? {
        guard levels.count > 0 else { return nil }
        let top = levels.first(levels.count - 1)
        let (highest, place) = highestSeed(boxes.highest + top, boxes.pixel + top)
        return highest > 0 ? Int(boxes.candidate[top + place]) : nil
    }

    /// Removes a candidate from the free ones.
    func take(_ candidate: Int) {
        candidates.seed[candidate] = 0
        var place = candidate
        for level in 0..<levels.count {
            place /= CandidateTree.size
            updateHighest(levels.first(level) + place, level)
        }
    }

    // MARK: objects

    /// What an object took.
    struct Taken: Equatable {
        /// Candidates that were free.
        var free = 0
        /// All candidates that were met.
        var near = 0
        /// No others lie inside: every box that the Gaussian meets had a free candidate.
        var isAll = true
    }

    /// Removes the candidates in a Gaussian from the free ones. Boxes without a free one are left out, so that the time
    /// taken depends on what is removed.
    mutating func take(_ ellipse: pansecb_ellipse) -> Taken {
        var taken = Taken()
        take(ellipse, levels.first(levels.count - 1), levels.count - 1, &taken)
        return taken
    }

    private mutating func take(_ ellipse: pansecb_ellipse, _ first: Int, _ level: Int, _ taken: inout Taken) {
        let reach = reach(ellipse, first)
        if reach.met != reach.met_and_free { taken.isAll = false }
        var met = reach.met_and_free
        while met != 0 {
            let box = first + met.trailingZeroBitCount, child = firstChild(box, level), before = taken.free
            met &= met &- 1
            if level > 0 {
                take(ellipse, child, level - 1, &taken)
            } else {
                let inside = inside(ellipse, child, claims: 1)
                taken.near += inside.inside.nonzeroBitCount
                taken.free += Int(inside.inside_and_free)
            }
            if taken.free != before { updateHighest(box, level) }
        }
    }

    /// Counts the candidates in a Gaussian, free or not, until `isEnough`.
    mutating func count(_ ellipse: pansecb_ellipse, until isEnough: (Int) -> Bool) -> Int {
        var count = 0
        forEachLeaf(ellipse, levels.first(levels.count - 1), levels.count - 1) { tree, first in
            count += tree.inside(ellipse, first, claims: 0).inside.nonzeroBitCount
            return !isEnough(count)
        }
        return count
    }

    /// Writes an object's number into the map at all candidates in its Gaussian.
    /// - Parameter rivals: their pixels keep their number unless the new object's score is higher.
    mutating func write(
        _ number: UInt16, _ ellipse: pansecb_ellipse, to map: UnsafeMutablePointer<UInt16>, rivals: ObjectTable?
    ) {
        forEachLeaf(ellipse, levels.first(levels.count - 1), levels.count - 1) { tree, first in
            var inside = tree.inside(ellipse, first, claims: 0).inside
            while inside != 0 {
                let place = map + Int(tree.candidates.pixel[first + inside.trailingZeroBitCount])
                if rivals?.yields(place.pointee, to: number) ?? true { place.pointee = number }
                inside &= inside &- 1
            }
            return true
        }
    }

    /// Visits the leaves that a Gaussian meets, by the numbers of their first candidates, until `body` returns false.
    /// Returns whether all were visited.
    @discardableResult private mutating func forEachLeaf(
        _ ellipse: pansecb_ellipse, _ first: Int, _ level: Int, _ body: (inout CandidateTree, Int) -> Bool
    ) -> Bool {
        var met = reach(ellipse, first).met
        while met != 0 {
            let child = firstChild(first + met.trailingZeroBitCount, level)
            met &= met &- 1
            guard level > 0 ? forEachLeaf(ellipse, child, level - 1, body) : body(&self, child) else { return false }
        }
        return true
    }

    /// The boxes from `first` on that a Gaussian meets.
    private mutating func reach(_ ellipse: pansecb_ellipse, _ first: Int) -> pansecb_reach {
        work += 1
        var r = pansecb_reach(
            left: UnsafePointer(boxes.left + first), right: UnsafePointer(boxes.right + first),
            top: UnsafePointer(boxes.top + first), bottom: UnsafePointer(boxes.bottom + first),
            highest: UnsafePointer(boxes.highest + first), ellipse: ellipse, met: 0, met_and_free: 0)
        kernels.reach(&r)
        return r
    }

    /// The candidates of the leaf from `first` on in a Gaussian.
    private mutating func inside(_ ellipse: pansecb_ellipse, _ first: Int, claims: Int32) -> pansecb_gaussian {
        work += 1
        var g = pansecb_gaussian(
            x: UnsafePointer(candidates.x + first), y: UnsafePointer(candidates.y + first),
            seed: candidates.seed + first, ellipse: ellipse, claims: claims, inside_and_free: 0, inside: 0)
        kernels.gaussian(&g)
        return g
    }
}

extension pansecb_ellipse {
    /// Without it nothing lies inside, not even the centre: a product of 0 and infinity is no number.
    var isFinite: Bool { x.isFinite && y.isFinite && bandwidth_x.isFinite && bandwidth_y.isFinite }
}

/// How many boxes each level of the tree has, from the leaves up to a level of at most 64; where they begin among all
/// boxes.
private struct Levels {
    private(set) var count = 0
    private(set) var boxes = 0
    private var first: (Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0)
    private var counts: (Int, Int, Int, Int, Int) = (0, 0, 0, 0, 0)

    /// Enough for 64^6 candidates.
    private static let most = 5

    init(_ candidates: Int) {
        var below = candidates
        while below > (count == 0 ? 0 : CandidateTree.size), count < Levels.most {
            below = (below + CandidateTree.size - 1) / CandidateTree.size
            Levels.set(&first, count, boxes)
            Levels.set(&counts, count, below)
            boxes += Levels.padded(below)
            count += 1
        }
    }

    static func padded(_ count: Int) -> Int {
        (count + CandidateTree.size - 1) / CandidateTree.size * CandidateTree.size
    }

    func first(_ level: Int) -> Int { Levels.get(first, level) }
    func boxes(_ level: Int) -> Int { Levels.get(counts, level) }

    private static func get(_ numbers: (Int, Int, Int, Int, Int), _ i: Int) -> Int {
        withUnsafeBytes(of: numbers) { $0.assumingMemoryBound(to: Int.self)[i] }
    }
    private static func set(_ numbers: inout (Int, Int, Int, Int, Int), _ i: Int, _ value: Int) {
        withUnsafeMutableBytes(of: &numbers) { $0.assumingMemoryBound(to: Int.self)[i] = value }
    }
}

/// Bounds of boxes, and the best free candidate in each: its seed, its pixel, and its number.
private struct Boxes {
    let left: UnsafeMutablePointer<Float>, right: UnsafeMutablePointer<Float>
    let top: UnsafeMutablePointer<Float>, bottom: UnsafeMutablePointer<Float>
    let highest: UnsafeMutablePointer<Float>
    let pixel: UnsafeMutablePointer<UInt32>, candidate: UnsafeMutablePointer<UInt32>

    static func bytes(_ count: Int) -> Int { 7 * 4 * count }

    init(_ memory: UnsafeMutableRawPointer, _ count: Int) {
        func floats(_ i: Int) -> UnsafeMutablePointer<Float> {
            (memory + 4 * i * count).assumingMemoryBound(to: Float.self)
        }
        (left, right, top, bottom, highest) = (floats(0), floats(1), floats(2), floats(3), floats(4))
        pixel = (memory + 20 * count).assumingMemoryBound(to: UInt32.self)
        candidate = (memory + 24 * count).assumingMemoryBound(to: UInt32.self)
    }

    /// A box that nothing meets.
    func empty(_ box: Int) {
        (left[box], right[box], top[box], bottom[box]) = (.infinity, -.infinity, .infinity, -.infinity)
        (highest[box], pixel[box], candidate[box]) = (0, .max, 0)
    }
}
