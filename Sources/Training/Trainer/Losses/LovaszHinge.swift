/// Binary Lovasz hinge (Berman et al., CVPR 2018) of an object's Gaussian g, with the logit 2 g - 1 for the object
/// against everything else.
struct LovaszHinge {
    /// A pixel whose error may be non-zero.
    struct Candidate {
        var pixel: Int32
        var isInside: Bool
        var gaussian: Float
        /// Out: derivative of the loss with respect to the Gaussian.
        var slope: Float = 0

        var error: Float { 1 - (2 * gaussian - 1) * (isInside ? 1 : -1) }
    }

    /// The loss; sets the slopes. Candidates with equal errors keep their order.
    /// - Parameter inside: number of the object's pixels, all of which are among the candidates.
    static func loss(_ candidates: inout [Candidate], inside: Int) -> Double {
        var loss = 0.0, before = 0.0, truths = 0
        for (rank, index) in DescendingOrder.indices(candidates.count, { candidates[$0].error }).enumerated() {
            let index = Int(index), error = candidates[index].error
            if candidates[index].isInside { truths += 1 }
            // 1 - IoU if all pixels up to this one are wrong: the rest of the object, over its union with these pixels.
            let jaccard = 1 - Double(inside - truths) / Double(inside + rank + 1 - truths)
            guard error > 0 else { break }
            loss += Double(error) * (jaccard - before)
            candidates[index].slope = Float((candidates[index].isInside ? -2 : 2) * (jaccard - before))
            before = jaccard
        }
        return loss
    }
}
