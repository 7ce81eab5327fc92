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
    private var sharing: Sharing { network.context.sharing }
    /// Sums of gradients over the batches of a step, each of which is computed on its own; nil: a step has one batch.
    private let total: UnsafeMutablePointer<Float>?

    /// - Parameter batches: of a step, over all ranks.
    public init(_ network: TrainableNetwork, _ weights: LossWeights, _ workers: Workers, batches: Int = 1) {
        self.network = network
        self.workers = workers
        losses = Losses(weights, sigmas: network.architecture.sigmas, network.context)
        let isAlone = batches == 1 && network.context.sharing.ranks.count == 1
        total = isAlone ? nil : TrainingMemory.take(network.store.count)
        total?.update(repeating: 0, count: network.store.count)
    }

    deinit { total.map { TrainingMemory.free($0) } }

    /// Forward and backward pass of a batch whose samples have one size, a multiple of 8; adds to the gradients.
    /// - Parameter factor: of the gradients: 1 / n for each of n batches that are added up before `update`.
    public func addGradients(_ batch: [Sample], factor: Double = 1) -> LossParts {
        let parts = pass(batch, factor: factor)
        network.takeIn(network.measured)
        return parts
    }

    private func pass(_ batch: [Sample], factor: Double) -> LossParts {
        let outputs = network.forward(images(batch.map { ($0.width, $0.height, $0.pixels) }))
        let parts = losses.evaluate(outputs, batch.map(\.targets), factor: factor)
        network.backward(outputs)
        return parts
    }

    /// What all ranks know after each has done its share.
    package struct Round {
        /// Losses of each batch, in order.
        package fileprivate(set) var parts: [LossParts] = []
        /// Whether a rank was asked to stop.
        package fileprivate(set) var isInterrupted = false
    }

    /// The same for one share of each rank: a batch, or its samples of one. Statistics and gradients are added in the
    /// order of ranks, so that they are the same on all.
    package func round(_ batch: [Sample], factor: Double, isInterrupted: Bool) throws -> Round {
        let parts = pass(batch, factor: factor)
        if let failure = sharing.failure { throw failure }
        let own = parts.numbers + [isInterrupted ? 1 : 0], statistics = network.measured
        var round = Round()
        for (rank, numbers) in try sharing.ranks.gather(own + statistics).enumerated() {
            let parts = LossParts(numbers)
            round.isInterrupted = round.isInterrupted || numbers[parts.numbers.count] > 0
            switch sharing.share {
            case .batches:
                round.parts.append(parts)
                network.takeIn(Array(numbers[own.count...]))
            case .samples:
                round.parts = [(round.parts.first ?? LossParts()) + parts]
                // All ranks have the statistics of the whole batch.
                if rank == 0 { network.takeIn(Array(numbers[own.count...])) }
            }
        }
        if let total {
            let gradients = network.store.gradients, count = network.store.count
            try sharing.ranks.add(gradients, to: total, count: count)
            gradients.update(repeating: 0, count: count)
        }
        return round
    }

    /// A step of the optimiser from the gradients so far, which become zero.
    public func update(learningRate: Double) {
        if let total {
            network.store.gradients.update(from: total, count: network.store.count)
            total.update(repeating: 0, count: network.store.count)
        }
        optimiser.step(network.store, learningRate: learningRate, workers)
    }

    /// 8-bit pixels as [images][height][width][4] in 0 ... 1.
    func images(_ batch: [(width: Int, height: Int, pixels: [UInt8])]) -> Tensor {
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
