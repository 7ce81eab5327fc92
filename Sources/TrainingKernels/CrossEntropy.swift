import CShims
import CTrainingKernels

func crossEntropy(_ arguments: UnsafeMutablePointer<pansecb_cross_entropy>) {
    let e = arguments.pointee, channels = Int(e.channels), stride = Int(e.stride)
    var loss = 0.0
    for pixel in 0..<e.pixels {
        let logits = e.logits + pixel * stride, target = Int(e.targets[pixel])
        var largest = logits[0]
        for channel in 0..<channels { largest = max(largest, logits[channel]) }
        // What is behind the channels becomes exp(-infinity).
        for channel in channels..<stride { logits[channel] = -.infinity }
        let own = logits[target] - largest
        var sum: Float = 0, channel = 0
        while channel < stride {
            let x = load(logits + channel) - largest
            let low = exponentialOfFloats(x.lowHalf), high = exponentialOfFloats(x.highHalf)
            sum += pansecb_sum8(low) + pansecb_sum8(high)
            UnsafeMutableRawPointer(logits + channel).storeBytes(of: low, as: SIMD8<Float>.self)
            UnsafeMutableRawPointer(logits + channel + 8).storeBytes(of: high, as: SIMD8<Float>.self)
            channel += 16
        }
        let weight = e.weights[target], scale = e.factor * weight
        loss += Double(weight) * (pansecb_logarithm(Double(sum)) - Double(own))
        let share = Block(repeating: scale / sum)
        channel = 0
        while channel < stride {
            store(load(logits + channel) * share, logits + channel)
            channel += 16
        }
        logits[target] -= scale
        for channel in channels..<stride { logits[channel] = 0 }
    }
    arguments.pointee.loss = loss
}
