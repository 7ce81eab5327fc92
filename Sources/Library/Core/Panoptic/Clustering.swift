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

    /// Value in the map of objects: the pixel has no object and keeps its semantic class.
    static let untouched: UInt16 = 0
    /// Value for a pixel with a seed that no object took: unlabelled.
    static let unclaimed = UInt16.max

    /// Writes the number of each pixel's object, `untouched` or `unclaimed`; in the published method later classes
    /// overwrite earlier ones.
    func run(_ table: inout ObjectTable, _ candidates: inout Candidates, map: UnsafeMutablePointer<UInt16>) {
        let plane = width * height, architecture = model.architecture
        map.initialize(repeating: Clustering.untouched, count: plane)
        for thing in 0..<architecture.things {
            candidates.collect(
                thing, outputs, architecture, width: width, height: height, thresholds, kernels: kernels)
            if candidates.count <= thresholds.minPixels { continue }
            if !keepsHigherScore {
                for i in 0..<candidates.count { map[Int(candidates.pixel[i])] = Clustering.unclaimed }
            }
            findObjects(thing, &table, candidates, map)
        }
    }

    private func findObjects(
        _ thing: Int, _ table: inout ObjectTable, _ candidates: Candidates, _ map: UnsafeMutablePointer<UInt16>
    ) {
        let classIndex = model.classOfSeed[thing]
        let label = model.classes[Int(classIndex)].labelID
        let blocks = CandidateBlocks(candidates, candidates.blockMemory, kernels)
        var free = candidates.count, found = 0
        while free > thresholds.minPixels, found < PanopticID.maxObject, let centre = blocks.highestSeed() {
            let score = candidates.seed[centre]
            if score < thresholds.seed { return }
            blocks.take(centre)
            free -= 1
            let (bandwidthX, bandwidthY) = bandwidth(candidates.pixel + centre)
            let gaussian = Gaussian(
                x: candidates.x[centre], y: candidates.y[centre], bandwidthX: bandwidthX, bandwidthY: bandwidthY,
                limit: thresholds.claimDistance)
            let (near, nearAndFree) = blocks.count(gaussian)
            let accepted =
                near > thresholds.minPixels && Double(nearAndFree) / Double(near) > Double(thresholds.unclaimedShare)
            var number: UInt16?
            if accepted {
                found += 1
                number = table.add(
                    FoundObject(
                        classIndex: classIndex, id: PanopticID(label: label, object: found).value, score: score,
                        bandwidthX: bandwidthX, bandwidthY: bandwidthY, thing: thing))
            }
            blocks.claim(gaussian, number: number, map: map, rivals: keepsHigherScore ? table : nil)
            free -= nearAndFree
        }
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
