import CShims
import CTrainingKernels

func crossEntropyScalar(_ arguments: UnsafeMutablePointer<pansecb_cross_entropy>) {
    let e = arguments.pointee
    var loss = 0.0
    for pixel in 0..<e.pixels {
        let logits = e.logits + pixel * Int(e.stride), target = Int(e.targets[pixel])
        var largest = logits[0], sum = 0.0
        for channel in 0..<Int(e.channels) { largest = max(largest, logits[channel]) }
        for channel in 0..<Int(e.channels) { sum += pansecb_exponential(Double(logits[channel] - largest)) }
        let weight = Double(e.weights[target])
        loss += weight * (pansecb_logarithm(sum) - Double(logits[target] - largest))
        for channel in 0..<Int(e.stride) {
            let share = channel < Int(e.channels) ? pansecb_exponential(Double(logits[channel] - largest)) / sum : 0
            logits[channel] = Float(Double(e.factor) * weight * (share - (channel == target ? 1 : 0)))
        }
    }
    arguments.pointee.loss = loss
}
