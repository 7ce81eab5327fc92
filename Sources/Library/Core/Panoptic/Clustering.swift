import CPanSECB
import CShims

/// Clustering by spatial embeddings (Neven et al., CVPR 2019), a thing class at a time: the free pixel with the highest
/// seed is the centre of an object, and every pixel of the class whose embedding lies within its bandwidth belongs to
/// it.
struct Clustering {
    let model: Model
    let kernels: pansecb_kernels
    let thresholds: Thresholds
    let width: Int, height: Int
    let outputs: InstanceOutputs
    /// The rule of `PANSECB_MERGE_COMPLETE`: overlaps go to the higher score, and pixels with a seed that no object
    /// takes stay untouched.
    let keepsHigherScore: Bool
    /// Kernel calls for each leaf of the tree after which candidates are sorted: about what sorting costs, so that at
    /// most half of the time is lost. Fewer than a hundred objects don't get there, even if each visits every leaf.
    var workBeforeSorting = 128

    /// Value in the map of objects: the pixel has no object and keeps its semantic class.
    static let untouched: UInt16 = 0
    /// Value for a pixel with a seed that no object took: unlabelled.
    static let unclaimed = UInt16.max

    /// Writes the number of each pixel's object, `untouched` or `unclaimed`; in the published method later classes
    /// overwrite earlier ones.
    func run(_ table: inout ObjectTable, _ candidates: inout Candidates, map: UnsafeMutablePointer<UInt16>) -> Attempts
    {
        let plane = width * height, architecture = model.architecture
        var attempts = Attempts(most: thresholds.maxAttempts)
        map.initialize(repeating: Clustering.untouched, count: plane)
        for thing in 0..<architecture.things {
            candidates.collect(
                thing, outputs, architecture, width: width, height: height, thresholds, kernels: kernels)
            if candidates.count <= thresholds.minPixels { continue }
            if !keepsHigherScore {
                for i in 0..<candidates.count { map[Int(candidates.pixel[i])] = Clustering.unclaimed }
            }
            findObjects(thing, &table, candidates, map, &attempts)
        }
        return attempts
    }

    /// Seeds from which an object was looked for.
    struct Attempts {
        let most: Int
        private(set) var made = 0
        /// There were more seeds than `most`.
        private(set) var isCutShort = false

        init(most: Int) { self.most = most }

        /// Whether another attempt may be made; counts it.
        mutating func begin() -> Bool {
            if made < most { made += 1 } else { isCutShort = true }
            return !isCutShort
        }
    }

    private func findObjects(
        _ thing: Int, _ table: inout ObjectTable, _ candidates: Candidates, _ map: UnsafeMutablePointer<UInt16>,
        _ attempts: inout Attempts
    ) {
        let classIndex = model.classOfSeed[thing]
        let label = model.classes[Int(classIndex)].labelID
        var tree = CandidateTree(candidates, kernels), isSorted = false
        var free = candidates.count, found = 0
        while free > thresholds.minPixels, found < PanopticID.maxObject {
            // Rows of pixels are order enough where neighbours point at the same centre.
            if !isSorted, tree.work > workBeforeSorting * tree.leaves {
                candidates.sort(width: width, height: height)
                tree = CandidateTree(candidates, kernels)
                isSorted = true
            }
            guard let centre = tree.highestSeed(), candidates.seed[centre] >= thresholds.seed, attempts.begin() else {
                return
            }
            let score = candidates.seed[centre]
            tree.take(centre)
            free -= 1
            let ellipse = ellipse(candidates, centre)
            guard ellipse.isFinite else { continue }
            let taken = tree.take(ellipse)
            free -= taken.free
            guard isObject(taken, ellipse, &tree) else { continue }
            found += 1
            let number = table.add(
                FoundObject(
                    classIndex: classIndex, id: PanopticID(label: label, object: found).value, score: score,
                    bandwidthX: ellipse.bandwidth_x, bandwidthY: ellipse.bandwidth_y, thing: thing))
            if let number { tree.write(number, ellipse, to: map, rivals: keepsHigherScore ? table : nil) }
        }
    }

    /// Whether enough of what lies in a Gaussian was free. Others are counted only as far as the answer needs them.
    private func isObject(_ taken: CandidateTree.Taken, _ ellipse: pansecb_ellipse, _ tree: inout CandidateTree) -> Bool
    {
        func isFreeEnough(_ near: Int) -> Bool {
            Double(taken.free) / Double(near) > Double(thresholds.unclaimedShare)
        }
        guard isFreeEnough(max(taken.near, thresholds.minPixels + 1)) else { return false }
        let near = taken.isAll ? taken.near : tree.count(ellipse) { !isFreeEnough($0) }
        return near > thresholds.minPixels && isFreeEnough(near)
    }

    /// The region of the object that a candidate is the centre of.
    private func ellipse(_ candidates: Candidates, _ centre: Int) -> pansecb_ellipse {
        let (bandwidthX, bandwidthY) = bandwidth(candidates.pixel + centre)
        return pansecb_ellipse(
            x: candidates.x[centre], y: candidates.y[centre], bandwidth_x: bandwidthX, bandwidth_y: bandwidthY,
            limit: thresholds.claimDistance)
    }

    /// exp(10 sigma) of the pixel, for x and y.
    private func bandwidth(_ pixel: UnsafePointer<UInt32>) -> (Float, Float) {
        let two = model.architecture.sigmas > 1
        var sigmas: (Float, Float) = (0, 0)
        withUnsafeMutablePointer(to: &sigmas) {
            $0.withMemoryRebound(to: Float.self, capacity: 2) { values in
                switch outputs {
                case .maps(let maps):
                    let plane = width * height
                    values[0] = maps[2 * plane + Int(pixel.pointee)]
                    if two { values[1] = maps[3 * plane + Int(pixel.pointee)] }
                case .heads(let heads): heads.sampleOffsets(pixel, 1, first: 2, values, two ? values + 1 : nil)
                }
                values[0] *= 10
                values[1] = two ? 10 * values[1] : values[0]
                var m = pansecb_map(input: UnsafePointer(values), output: values, count: 2)
                kernels.exponential(&m)
            }
        }
        return sigmas
    }
}
