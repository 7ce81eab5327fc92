import CTrainingKernels
import Checkpoints

/// Batch normalisation (Ioffe and Szegedy, 2015) with the ReLU, residual and channel dropout that follow it.
final class BatchNormalisation {
    static let epsilon = 1e-3
    static let momentum = 0.1

    let module: String
    let channels: Int
    private let store: ParameterStore
    private let pass: ChannelPass
    private let sharing: Sharing
    private let weight: ParameterStore.Parameter, bias: ParameterStore.Parameter
    var runningMean: [Float], runningVariance: [Float]
    /// Mean and unbiased variance of the batch, [2][channels], which the running ones have yet to take in; empty: none.
    private(set) var measured: [Double] = []
    /// Whether the next batch's statistics become the running ones, and weight and bias change such that with them, the
    /// function stays as it was.
    var isCalibrating = false

    /// Statistics of the current batch, or the running ones if they are frozen.
    private var mean: [Double] = [], inverseDeviation: [Double] = []
    /// [channels], for kernels.
    private let minusMean: UnsafeMutablePointer<Float>
    private var isFrozen = false
    private var expected: RowSums?

    /// - Parameter source: the layer whose outputs it normalises.
    init(_ source: LayerSource, _ context: Context) {
        let store = context.store
        module = source.normalisation ?? source.layer.name
        channels = source.layer.outputs
        self.store = store
        pass = context.pass
        sharing = context.sharing
        weight = store.add("\(module).weight", [channels], .vector)
        bias = store.add("\(module).bias", [channels], .vector)
        runningMean = [Float](repeating: 0, count: channels)
        runningVariance = [Float](repeating: 1, count: channels)
        minusMean = .allocate(capacity: channels)
        minusMean.initialize(repeating: 0, count: channels)
    }

    deinit { minusMean.deallocate() }

    /// Measures mean and deviation of the batch `y`, over all ranks that have a part of it, for `takeIn`; if frozen, it
    /// uses the running ones unchanged.
    /// - Parameter compute: computes y, and reports each complete row while it is in the cache.
    func measure(_ y: Tensor, frozen: Bool, _ compute: (ConvolutionPass.RowWork) -> Void) {
        let sums = RowSums(y, pass.workers.training.moments)
        compute { image, row in
            if !frozen {
                sums.run(image, row) { start in
                    var c = pansecb_channels()
                    c.x = UnsafePointer(y.values + start)
                    return c
                }
            }
        }
        defer { for channel in 0..<channels { minusMean[channel] = Float(-mean[channel]) } }
        isFrozen = frozen
        if frozen {
            mean = runningMean.map(Double.init)
            inverseDeviation = runningVariance.map { 1 / (Double($0) + BatchNormalisation.epsilon).squareRoot() }
            return
        }
        // The batch's moments, [2][channels].
        let moments = sharing.sum(sums.total)
        let count = Double(sharing.ranksOfBatch * y.images * y.height * y.width)
        measured = [Double](repeating: 0, count: 2 * channels)
        let old = (mean: runningMean, variance: runningVariance)
        mean = []
        inverseDeviation = []
        for channel in 0..<channels {
            let average = moments[channel] / count
            let variance = max(0, moments[channels + channel] / count - average * average)
            mean.append(average)
            inverseDeviation.append(1 / (variance + BatchNormalisation.epsilon).squareRoot())
            measured[channel] = average
            measured[channels + channel] = count > 1 ? variance * count / (count - 1) : variance
        }
        if isCalibrating {
            takeIn(measured[...], momentum: 1)
            keepFunction(of: old.mean, old.variance)
        }
    }

    /// Changes weight and bias such that what they did with these running statistics they do with the new ones.
    private func keepFunction(of mean: [Float], _ variance: [Float]) {
        func deviation(_ variance: Float) -> Double { (Double(variance) + BatchNormalisation.epsilon).squareRoot() }
        var weights = weight.exported(from: store.values), biases = bias.exported(from: store.values)
        for channel in 0..<channels {
            let scale = Double(weights[channel]) / deviation(variance[channel])
            weights[channel] = Float(scale * deviation(runningVariance[channel]))
            biases[channel] += Float(scale * (Double(runningMean[channel]) - Double(mean[channel])))
        }
        weight.set(weights, in: store.values)
        bias.set(biases, in: store.values)
    }

    /// Moves the running statistics towards those of a batch.
    /// - Parameter batch: `measured` of this rank or of another.
    func takeIn(_ batch: ArraySlice<Double>, momentum: Double = BatchNormalisation.momentum) {
        let first = batch.startIndex
        for channel in 0..<channels {
            let (mean, variance) = (batch[first + channel], batch[first + channels + channel])
            runningMean[channel] = Float((1 - momentum) * Double(runningMean[channel]) + momentum * mean)
            runningVariance[channel] = Float((1 - momentum) * Double(runningVariance[channel]) + momentum * variance)
        }
        measured = []
    }

    /// output = ReLU(keep * normalised y + residual), after `measure`.
    /// - Parameter keep: nil, or [channels] for each image: 0 for dropped channels, and a factor that compensates for
    ///   them in the others.
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

    /// Computes the gradient of `y` from that of `apply`'s output, and adds to the gradients of weight and bias.
    /// `gradient` becomes that of the sum before ReLU, which is the residual's; `dy` may be the same tensor.
    /// - Parameter output: the output of `apply`.
    /// - Returns: sums of dy for each channel if the statistics are frozen; otherwise they are zero, and it returns
    ///   nil.
    func backward(_ gradient: Tensor, output: Tensor, y: Tensor, to dy: Tensor) -> [Double]? {
        let slopes = slopes(gradient, output: output, y: y)
        pass.run(y, pass.workers.training.combine) { image, start in
            slopes.arguments(gradient, y, image: image, start, to: dy)
        }
        return slopes.biasSums
    }

    /// Returns the first part of the work of `slopes`, row by row. The computation of `gradient` calls it once for each
    /// complete row, before `slopes`.
    func expect(_ gradient: Tensor, output: Tensor, y: Tensor) -> ConvolutionPass.RowWork {
        let sums = RowSums(gradient, pass.workers.training.products)
        expected = sums
        return { image, row in sums.run(image, row) { self.products(gradient, output: output, y: y, $0) } }
    }

    /// The first half of `backward`: everything except dy.
    func slopes(_ gradient: Tensor, output: Tensor, y: Tensor, keep: [[Float]]? = nil) -> Slopes {
        defer { expected = nil }
        let images =
            expected?.images
            ?? pass.sums(y, pass.workers.training.products) { _, start in
                products(gradient, output: output, y: y, start)
            }
        return slopes(images, y, keep: keep)
    }

    /// Arguments, from number `start` of the tensors on, for the kernel that computes the sums for `slopes` and turns
    /// `gradient` into that of the sum before ReLU.
    func products(_ gradient: Tensor, output: Tensor, y: Tensor, _ start: Int) -> pansecb_channels {
        var c = pansecb_channels()
        c.x = UnsafePointer(gradient.values + start)
        c.y = UnsafePointer(y.values + start)
        c.gate = UnsafePointer(output.values + start)
        c.shift = UnsafePointer(minusMean)
        c.output = gradient.values + start
        return c
    }

    /// The same with known sums: [2][channels] for each image, or for all images together if no channel is dropped.
    func slopes(_ images: [[Double]], _ y: Tensor, keep: [[Float]]? = nil) -> Slopes {
        let count = Double(sharing.ranksOfBatch * y.images * y.height * y.width)
        let slopes = Slopes(images: y.images, channels: channels)
        let totals = (0..<2 * channels).map { i in
            images.indices.reduce(0) { $0 + Double(keep?[$1][i % channels] ?? 1) * images[$1][i] }
        }
        for channel in 0..<channels {
            store.gradients[bias.start + channel] += Float(totals[channel])
            store.gradients[weight.start + channel] += Float(totals[channels + channel] * inverseDeviation[channel])
        }
        // Of the whole batch; with frozen statistics nothing is shared.
        let shared = isFrozen ? totals : sharing.sum(totals)
        var biasSums: [Double] = []
        for channel in 0..<channels {
            let sum = shared[channel], product = shared[channels + channel], inverse = inverseDeviation[channel]
            let factor = Double(store.values[weight.start + channel]) * inverse
            biasSums.append(factor * sum)
            for image in 0..<y.images {
                slopes.scale[image * channels + channel] = Float(Double(keep?[image][channel] ?? 1) * factor)
            }
            guard !isFrozen else { continue }
            let slope = -factor * inverse * inverse * product / count
            slopes.scaleY[channel] = Float(slope)
            slopes.shift[channel] = Float(-factor * sum / count - slope * mean[channel])
        }
        slopes.biasSums = isFrozen ? biasSums : nil
        return slopes
    }

    /// dy = scale * gradient + scaleY * y + shift
    final class Slopes {
        /// [images][channels]
        let scale: UnsafeMutablePointer<Float>
        /// [channels]
        let scaleY: UnsafeMutablePointer<Float>, shift: UnsafeMutablePointer<Float>
        /// Sums of dy for each channel if the statistics are frozen; nil otherwise, when they are zero.
        fileprivate(set) var biasSums: [Double]?
        private let channels: Int

        fileprivate init(images: Int, channels: Int) {
            self.channels = channels
            scale = .allocate(capacity: (images + 2) * channels)
            scale.initialize(repeating: 0, count: (images + 2) * channels)
            scaleY = scale + images * channels
            shift = scaleY + channels
        }

        deinit { scale.deallocate() }

        /// Arguments of the kernel `combine` for an image, from number `start` of the tensors on.
        func arguments(_ gradient: Tensor, _ y: Tensor, image: Int, _ start: Int, to dy: Tensor) -> pansecb_channels {
            var c = pansecb_channels()
            c.x = UnsafePointer(gradient.values + start)
            c.y = UnsafePointer(y.values + start)
            c.scale = UnsafePointer(scale + image * channels)
            c.scale_y = UnsafePointer(scaleY)
            c.shift = UnsafePointer(shift)
            c.output = dy.values + start
            return c
        }
    }
}
