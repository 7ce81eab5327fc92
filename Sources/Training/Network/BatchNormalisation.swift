import CTrainingKernels

/// Batch normalisation (Ioffe and Szegedy, 2015) with the ReLU, the residual and the dropout of whole channels that come with it.
final class BatchNormalisation {
    static let epsilon = 1e-3
    static let momentum = 0.1

    let module: String
    let channels: Int
    private let store: ParameterStore
    private let pass: ChannelPass
    private let weight: ParameterStore.Parameter, bias: ParameterStore.Parameter
    var runningMean: [Float], runningVariance: [Float]

    /// Of the batch at hand, or the running ones where they are frozen.
    private var mean: [Double] = [], inverseDeviation: [Double] = []
    private var isFrozen = false

    init(_ module: String, channels: Int, _ store: ParameterStore, _ workers: Workers) {
        self.module = module
        self.channels = channels
        self.store = store
        pass = ChannelPass(workers: workers)
        weight = store.add("\(module).weight", [channels], .vector)
        bias = store.add("\(module).bias", [channels], .vector)
        runningMean = [Float](repeating: 0, count: channels)
        runningVariance = [Float](repeating: 1, count: channels)
    }

    /// Mean and deviation of the batch `y`, and the running ones; or if frozen the running ones as they are.
    func measure(_ y: Tensor, frozen: Bool) {
        isFrozen = frozen
        if frozen {
            mean = runningMean.map(Double.init)
            inverseDeviation = runningVariance.map { 1 / (Double($0) + BatchNormalisation.epsilon).squareRoot() }
            return
        }
        let images = pass.sums(y, pass.workers.training.moments) { _, start in
            var c = pansecb_channels()
            c.x = UnsafePointer(y.values + start)
            return c
        }
        let count = Double(y.images * y.height * y.width), momentum = BatchNormalisation.momentum
        mean = []
        inverseDeviation = []
        for channel in 0..<channels {
            let average = images.reduce(0) { $0 + $1[channel] } / count
            let variance = max(0, images.reduce(0) { $0 + $1[channels + channel] } / count - average * average)
            mean.append(average)
            inverseDeviation.append(1 / (variance + BatchNormalisation.epsilon).squareRoot())
            let unbiased = count > 1 ? variance * count / (count - 1) : variance
            runningMean[channel] = Float((1 - momentum) * Double(runningMean[channel]) + momentum * average)
            runningVariance[channel] = Float((1 - momentum) * Double(runningVariance[channel]) + momentum * unbiased)
        }
    }

    /// output = ReLU(keep * normalised y + residual), after `measure`.
    /// - Parameter keep: nil, or for each image [channels]: 0 for channels that are dropped, else what makes up for those.
    func apply(_ y: Tensor, residual: Tensor? = nil, keep: [[Float]]? = nil, to output: Tensor) {
        var scale: [Float] = [], shift: [Float] = []
        for image in 0..<y.images {
            for channel in 0..<channels {
                let kept = Double(keep?[image][channel] ?? 1)
                let factor = Double(store.values[weight.start + channel]) * inverseDeviation[channel]
                scale.append(Float(kept * factor))
                shift.append(Float(kept * (Double(store.values[bias.start + channel]) - mean[channel] * factor)))
            }
        }
        scale.withUnsafeBufferPointer { scale in
            shift.withUnsafeBufferPointer { shift in
                guard let scale = scale.baseAddress, let shift = shift.baseAddress else { return }
                pass.run(y, pass.workers.training.normalise) { image, start in
                    var c = pansecb_channels()
                    c.x = UnsafePointer(y.values + start)
                    c.y = residual.map { UnsafePointer($0.values + start) }
                    c.scale = scale + image * channels
                    c.shift = shift + image * channels
                    c.output = output.values + start
                    c.relu = 1
                    return c
                }
            }
        }
    }

    /// From the gradient of `apply`'s output to that of `y`; adds to the gradients of weight and bias. `gradient` becomes that of
    /// what was summed up before ReLU, which is the residual's; `dy` may be the same tensor.
    /// - Parameter output: what `apply` gave.
    /// - Returns: sums of dy for each channel where the statistics are frozen; else they are zero, and nil is returned.
    func backward(_ gradient: Tensor, output: Tensor, y: Tensor, keep: [[Float]]? = nil, to dy: Tensor) -> [Double]? {
        let minusMean = mean.map { Float(-$0) }
        let images = minusMean.withUnsafeBufferPointer { minusMean in
            pass.sums(y, pass.workers.training.products) { _, start in
                var c = pansecb_channels()
                c.x = UnsafePointer(gradient.values + start)
                c.y = UnsafePointer(y.values + start)
                c.gate = UnsafePointer(output.values + start)
                c.shift = minusMean.baseAddress
                c.output = gradient.values + start
                return c
            }
        }
        let count = Double(y.images * y.height * y.width)
        var scale: [Float] = [], scaleY = [Float](repeating: 0, count: channels), shift = scaleY, biasSums: [Double] = []
        for channel in 0..<channels {
            func total(_ i: Int) -> Double {
                images.indices.reduce(0) { $0 + Double(keep?[$1][channel] ?? 1) * images[$1][i] }
            }
            let sum = total(channel), product = total(channels + channel), inverse = inverseDeviation[channel]
            store.gradients[bias.start + channel] += Float(sum)
            store.gradients[weight.start + channel] += Float(product * inverse)
            let factor = Double(store.values[weight.start + channel]) * inverse
            biasSums.append(factor * sum)
            guard !isFrozen else { continue }
            let slope = -factor * inverse * inverse * product / count
            scaleY[channel] = Float(slope)
            shift[channel] = Float(-factor * sum / count - slope * mean[channel])
        }
        for image in 0..<y.images {
            for channel in 0..<channels {
                scale.append(Float(Double(keep?[image][channel] ?? 1) * Double(store.values[weight.start + channel]) * inverseDeviation[channel]))
            }
        }
        scale.withUnsafeBufferPointer { scale in
            scaleY.withUnsafeBufferPointer { scaleY in
                shift.withUnsafeBufferPointer { shift in
                    guard let scale = scale.baseAddress else { return }
                    pass.run(y, pass.workers.training.combine) { image, start in
                        var c = pansecb_channels()
                        c.x = UnsafePointer(gradient.values + start)
                        c.y = UnsafePointer(y.values + start)
                        c.scale = scale + image * channels
                        c.scale_y = scaleY.baseAddress
                        c.shift = shift.baseAddress
                        c.output = dy.values + start
                        return c
                    }
                }
            }
        }
        return isFrozen ? biasSums : nil
    }
}
