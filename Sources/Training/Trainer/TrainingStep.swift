import PanSECB

/// A picture and what the network should say of it.
public struct Sample: Sendable {
    public let width: Int, height: Int
    /// Red, green, blue, rows from top to bottom.
    public let pixels: [UInt8]
    public let targets: Targets
    /// For messages.
    public let name: String

    public init(width: Int, height: Int, pixels: [UInt8], targets: Targets, name: String) {
        self.width = width
        self.height = height
        self.pixels = pixels
        self.targets = targets
        self.name = name
    }
}

/// A network with loss and optimiser: one step at a time.
public final class TrainingStep {
    public let network: TrainableNetwork
    public let losses: Losses
    public var optimiser = Adam()
    private let workers: Workers

    public init(_ network: TrainableNetwork, _ weights: LossWeights, _ workers: Workers) {
        self.network = network
        self.workers = workers
        losses = Losses(weights, sigmas: network.architecture.sigmas, network.context)
    }

    /// Forward and backward pass of a batch whose samples have one size, a multiple of 8; adds to the gradients.
    /// - Parameter factor: of the gradients: 1 / n for each of n batches that are added up before `update`.
    public func addGradients(_ batch: [Sample], factor: Double = 1) -> LossParts {
        let outputs = network.forward(images(batch))
        let parts = losses.evaluate(outputs, batch.map(\.targets), factor: factor)
        network.backward(outputs)
        return parts
    }

    /// A step of the optimiser from the gradients so far, which become zero.
    public func update(learningRate: Double) {
        optimiser.step(network.store, learningRate: learningRate, workers)
    }

    /// 8-bit pixels as [images][height][width][4] in 0 ... 1.
    private func images(_ batch: [Sample]) -> Tensor {
        let (width, height) = (batch[0].width, batch[0].height)
        let tensor = network.context.pool.take(batch.count, height, width, 4)
        workers.run(batch.count * height) { item, _ in
            let image = item / height, y = item % height, row = tensor.row(image, y)
            batch[image].pixels.withUnsafeBufferPointer { pixels in
                for x in 0..<width {
                    for c in 0..<3 { row[4 * x + c] = Float(pixels[(y * width + x) * 3 + c]) / 255 }
                    row[4 * x + 3] = 0
                }
            }
        }
        return tensor
    }
}
