import CTrainingKernels

func adamScalar(_ arguments: UnsafePointer<pansecb_adam>) {
    let a = arguments.pointee
    for i in 0..<a.count {
        let gradient = a.gradients[i] + a.decay * a.values[i]
        a.first[i] = a.beta1 * a.first[i] + (1 - a.beta1) * gradient
        a.second[i] = a.beta2 * a.second[i] + (1 - a.beta2) * gradient * gradient
        a.values[i] -= a.step * a.first[i] / (a.second[i].squareRoot() * a.correction + a.epsilon)
    }
}
