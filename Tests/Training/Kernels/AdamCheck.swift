import CTrainingKernels
import KernelChecks

extension Check {
    mutating func adams(_ kernels: pansecb_training_kernels, _ scalar: pansecb_training_kernels) {
        for count in 0...70 {
            func numbers(_ scale: Float, _ start: Float) -> [Float] {
                (0..<count).map { _ in start + scale * random.float() }
            }
            let values = numbers(1, 0), gradients = numbers(1, 0), first = numbers(1, 0), second = numbers(0.5, 0.5)
            func run(_ kernel: (UnsafePointer<pansecb_adam>) -> Void, misalignment: Int) -> [Guarded<Float>] {
                let blocks = [values, gradients, first, second].map { block in
                    Guarded<Float>(max(count, 1), misalignment: misalignment) { i in i < count ? block[i] : 0 }
                }
                var a = pansecb_adam()
                a.values = blocks[0].start
                a.gradients = UnsafePointer(blocks[1].start)
                a.first = blocks[2].start
                a.second = blocks[3].start
                a.count = count
                a.decay = 0.01
                (a.beta1, a.beta2, a.step, a.correction, a.epsilon) = (0.9, 0.999, 0.003, 1.5, 1e-3)
                kernel(&a)
                return blocks
            }
            let expected = run({ scalar.adam($0) }, misalignment: 0),
                actual = run({ kernels.adam($0) }, misalignment: random.int(0...7))
            // A few roundings of numbers up to 1; the step divides by 1e-3 at least and is 0.003.
            for (number, what) in ["values", "gradients", "first moments", "second moments"].enumerated() {
                compare(expected[number], actual[number], tolerance: 32 * .ulpOfOne, "Adam, \(count) numbers, \(what)")
            }
        }
    }
}
