import CShims
import CTrainingKernels

func adam(_ arguments: UnsafePointer<pansecb_adam>) {
    let a = arguments.pointee
    let decay = Block(repeating: a.decay), rest1 = Block(repeating: 1 - a.beta1), rest2 = Block(repeating: 1 - a.beta2)
    var i = 0
    while i + 16 <= a.count {
        let value = load(a.values + i)
        let gradient = pansecb_madd16(load(a.gradients + i), value, decay)
        let old = load(a.first + i)
        let first = pansecb_madd16(old, gradient - old, rest1)
        let second = pansecb_madd16(load(a.second + i) * a.beta2, gradient * gradient, rest2)
        store(first, a.first + i)
        store(second, a.second + i)
        store(value - a.step * first / (second.squareRoot() * a.correction + a.epsilon), a.values + i)
        i += 16
    }
    while i < a.count {
        let gradient = a.gradients[i] + a.decay * a.values[i]
        a.first[i] += (gradient - a.first[i]) * (1 - a.beta1)
        a.second[i] = a.second[i] * a.beta2 + gradient * gradient * (1 - a.beta2)
        a.values[i] -= a.step * a.first[i] / (a.second[i].squareRoot() * a.correction + a.epsilon)
        i += 1
    }
}
