import CTrainingKernels

/// Adam (Kingma and Ba, 2015) with L2 regularisation added to the gradient, as torch.optim.Adam does it.
public struct Adam {
    public var decay: Float = 1e-4
    public var beta1: Float = 0.9, beta2: Float = 0.999
    public var epsilon: Float = 1e-8
    /// Steps that were made.
    public internal(set) var steps = 0

    public init() {}

    /// One step from the store's gradients, which become zero.
    mutating func step(_ store: ParameterStore, learningRate: Double, _ workers: Workers) {
        steps += 1
        let settings = self, parts = 32
        let correction1 = 1 - power(Double(beta1), steps), correction2 = 1 - power(Double(beta2), steps)
        workers.run(parts) { part, _ in
            // Whole blocks of 16, so that parts round alike.
            let blocks = store.count / 16, first = part * blocks / parts * 16, end = (part + 1) * blocks / parts * 16
            var a = pansecb_adam()
            a.values = store.values + first
            a.gradients = UnsafePointer(store.gradients + first)
            a.first = store.firstMoments + first
            a.second = store.secondMoments + first
            a.count = end - first
            a.decay = settings.decay
            a.beta1 = settings.beta1
            a.beta2 = settings.beta2
            a.step = Float(learningRate / correction1)
            a.correction = Float(1 / correction2.squareRoot())
            a.epsilon = settings.epsilon
            workers.training.adam(&a)
            (store.gradients + first).update(repeating: 0, count: end - first)
        }
    }

    private func power(_ base: Double, _ exponent: Int) -> Double {
        var result = 1.0, square = base, rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result *= square }
            square *= square
            rest >>= 1
        }
        return result
    }
}

/// The learning rate falls as a power of what is left: base * (1 - progress)^0.9.
public enum LearningRate {
    /// - Parameter progress: 0 ... 1.
    public static func rate(base: Double, progress: Double) -> Double {
        base * pansecb_power(max(0, 1 - progress), 0.9)
    }
}
