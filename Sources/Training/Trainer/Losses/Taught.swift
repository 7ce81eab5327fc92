/// What the pixels of an image should be, labels and teacher together. A pixel's target is (1 - s) times its label plus
/// s times the teacher's shares, with the weight of the label's class; s is 1 where there is no label, and the class
/// that the teacher thinks most likely stands for it.
struct Taught {
    /// Channel of each pixel's label, or of the teacher's most likely class.
    private(set) var semantic: [UInt8]
    private let shares: [Float], stride: Int
    /// Of each pixel the class's weight times s; empty without a teacher.
    private var factors: [Float] = []

    init(_ target: Targets, _ weights: LossWeights) {
        semantic = target.semantic
        shares = target.taught
        stride = shares.count / max(semantic.count, 1)
        if shares.isEmpty { return }
        factors = semantic.indices.map { pixel in
            let isLabelled = weights.semantic[Int(semantic[pixel])] > 0
            if !isLabelled {
                let own = shares[pixel * stride..<(pixel + 1) * stride]
                semantic[pixel] = UInt8((own.indices.max { own[$0] < own[$1] } ?? own.startIndex) - own.startIndex)
            }
            return weights.semantic[Int(semantic[pixel])] * (isLabelled ? Float(weights.teacherShare) : 1)
        }
    }

    /// What the weighted cross entropy with the target is above that with `semantic`, as a sum over all pixels:
    /// s w (logit of the label - mean logit of the shares).
    func excess(_ logits: Tensor, _ image: Int) -> Double {
        if factors.isEmpty { return 0 }
        var sum = 0.0
        let own = logits.values + image * logits.height * logits.rowFloats
        shares.withUnsafeBufferPointer { shares in
            guard let shares = shares.baseAddress else { return }
            for (pixel, factor) in factors.enumerated() {
                let pixelLogits = own + pixel * stride
                var mean: Float = 0
                for block in Swift.stride(from: 0, to: stride, by: 16) {
                    // Logits after the last channel may be anything, and their shares are 0.
                    let share = loadBlock(shares + pixel * stride + block)
                    mean += (loadBlock(pixelLogits + block).replacing(with: 0, where: share .== 0) * share).sum()
                }
                sum += Double(factor) * Double(pixelLogits[Int(semantic[pixel])] - mean)
            }
        }
        return sum
    }

    /// Adds the gradient of `excess`, times `scale`.
    func addGradient(_ scale: Float, to gradients: Tensor, _ image: Int) {
        if factors.isEmpty { return }
        let own = gradients.values + image * gradients.height * gradients.rowFloats
        shares.withUnsafeBufferPointer { shares in
            guard let shares = shares.baseAddress else { return }
            for (pixel, factor) in factors.enumerated() {
                let pixelGradient = own + pixel * stride
                for block in Swift.stride(from: 0, to: stride, by: 16) {
                    let change = loadBlock(shares + pixel * stride + block) * (scale * factor)
                    storeBlock(loadBlock(pixelGradient + block) - change, pixelGradient + block)
                }
                pixelGradient[Int(semantic[pixel])] += scale * factor
            }
        }
    }
}
