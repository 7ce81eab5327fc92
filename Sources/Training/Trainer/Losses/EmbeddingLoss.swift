import CPanSECB
import CShims
import PanSECB

/// The loss of one image's offsets, sigmas and seeds (Neven et al., CVPR 2019): for each object the Lovasz hinge of its
/// Gaussian and the variance of its sigmas; for all pixels the regression of the seed maps to the Gaussians.
struct EmbeddingLoss {
    let weights: LossWeights
    let sigmas: Int
    let target: Targets
    let workers: Workers
    let pool: TensorPool

    private var pixels: Int { target.width * target.height }

    /// Returns the parts of the loss; image `image` of the tensors becomes their gradient, times `factor`.
    func evaluate(_ offsets: Tensor, _ seeds: Tensor, image: Int, factor: Double) -> LossParts {
        let maps = EmbeddingMaps(pool.take(1, target.height, target.width, 5 + 2 * 2 + 2), pixels: pixels)
        readOffsets(offsets, image, maps)
        let members = ObjectMembers(target)
        var results = [ObjectLoss?](repeating: nil, count: members.count)
        results.withUnsafeMutableBufferPointer { results in
            workers.run(members.count) { number, _ in
                let pixels = members.pixels(of: number)
                if !pixels.isEmpty { results[number] = ObjectLoss(pixels, maps, weights, sigmas: sigmas) }
            }
        }
        let objects = results.compactMap { $0 }, share = 1 / Double(max(objects.count, 1))
        var parts = LossParts()
        for object in objects {
            parts.lovasz += weights.lovaszFactor * object.lovasz * share
            parts.variance += weights.varianceFactor * object.variance * share
            parts.iou += object.iou * share
            object.addGradients(
                maps, lovaszFactor: weights.lovaszFactor * share * factor,
                varianceFactor: weights.varianceFactor * share * factor,
                pullsToCentre: weights.pullsToCentre)
        }
        parts.seed =
            weights.seedFactor / Double(pixels)
            * writeSeeds(seeds, image, maps, factor * weights.seedFactor / Double(pixels))
        writeOffsets(offsets, image, maps)
        return parts
    }

    /// tanh of the offsets, embeddings and sigmas as maps.
    private func readOffsets(_ offsets: Tensor, _ image: Int, _ maps: EmbeddingMaps) {
        let width = target.width, stepX = Float(PixelGrid.stepX), stepY = Float(PixelGrid.stepY)
        workers.run(target.height) { y, _ in
            let row = offsets.row(image, y), first = y * width
            for x in 0..<width {
                maps.tanhX[first + x] = row[x * offsets.channels]
                maps.tanhY[first + x] = row[x * offsets.channels + 1]
                for k in 0..<sigmas { maps.sigma[k][first + x] = row[x * offsets.channels + 2 + k] }
            }
            for map in [maps.tanhX, maps.tanhY] {
                var m = pansecb_map(input: UnsafePointer(map + first), output: map + first, count: width)
                workers.kernels.tanh(&m)
            }
            let rowY = Float(y) * stepY
            for x in 0..<width {
                maps.x[first + x] = maps.tanhX[first + x] + Float(x) * stepX
                maps.y[first + x] = maps.tanhY[first + x] + rowY
                maps.gradientX[first + x] = 0
                maps.gradientY[first + x] = 0
                for k in 0..<sigmas { maps.gradientSigma[k][first + x] = 0 }
            }
        }
    }

    /// Gradients of the raw offsets and sigmas.
    private func writeOffsets(_ offsets: Tensor, _ image: Int, _ maps: EmbeddingMaps) {
        let width = target.width, channels = offsets.channels
        workers.run(target.height) { y, _ in
            let row = offsets.row(image, y)
            row.update(repeating: 0, count: offsets.rowFloats)
            for x in 0..<width {
                let i = y * width + x
                row[x * channels] = maps.gradientX[i] * (1 - maps.tanhX[i] * maps.tanhX[i])
                row[x * channels + 1] = maps.gradientY[i] * (1 - maps.tanhY[i] * maps.tanhY[i])
                for k in 0..<sigmas { row[x * channels + 2 + k] = maps.gradientSigma[k][i] }
            }
        }
    }

    /// Whether the seeds of a pixel do not count.
    @inline(__always)
    private func isIgnored(_ pixel: Int) -> Bool {
        !weights.seedsOnVoid && !target.mayBeObject.isEmpty && target.mayBeObject[pixel]
    }

    /// Sum over pixels and classes: squared seeds outside the class's objects, weighted squared differences to the
    /// Gaussian inside.
    private func writeSeeds(_ seeds: Tensor, _ image: Int, _ maps: EmbeddingMaps, _ factor: Double) -> Double {
        let width = target.width, channels = seeds.channels, things = weights.seed.count
        var sums = [Double](repeating: 0, count: target.height)
        sums.withUnsafeMutableBufferPointer { sums in
            target.object.withUnsafeBufferPointer { object in
                workers.run(target.height) { y, _ in
                    let row = seeds.row(image, y)
                    var m = pansecb_map(input: UnsafePointer(row), output: row, count: seeds.rowFloats)
                    workers.kernels.sigmoid(&m)
                    var sum = 0.0
                    for first in stride(from: 0, to: channels, by: 16) {
                        let lanes = min(16, things - first)
                        // First treats every class as outside objects, then corrects the class of the pixel's object.
                        // Lanes after the last class do not count.
                        var slopes = SIMD16<Float>.zero, squares = SIMD16<Float>.zero
                        for lane in 0..<max(lanes, 0) { slopes[lane] = Float(2 * factor) }
                        for x in 0..<width {
                            let i = y * width + x, number = Int(object[i]), pixel = row + x * channels + first
                            let own = number > 0 ? target.objects[number - 1].thing - first : -1
                            let seeds = loadBlock(pixel), square = seeds * seeds
                            if isIgnored(i) {
                                storeBlock(.zero, pixel)
                                continue
                            }
                            let ownSeed = own >= 0 && own < lanes ? pixel[own] : 0
                            squares += square
                            storeBlock(slopes * square * (1 - seeds), pixel)
                            guard own >= 0 && own < lanes else { continue }
                            let weight = weights.seed[first + own], distance = ownSeed - maps.own[i]
                            sum +=
                                Double(weight) * Double(distance) * Double(distance) - Double(ownSeed) * Double(ownSeed)
                            pixel[own] = Float(2 * factor) * weight * distance * ownSeed * (1 - ownSeed)
                        }
                        for lane in 0..<max(lanes, 0) { sum += Double(squares[lane]) }
                    }
                    sums[y] = sum
                }
            }
        }
        return sums.reduce(0, +)
    }
}

/// Maps of an image, [height][width] each.
struct EmbeddingMaps {
    /// Embeddings, and their tanh part.
    let x: UnsafeMutablePointer<Float>, y: UnsafeMutablePointer<Float>
    let tanhX: UnsafeMutablePointer<Float>, tanhY: UnsafeMutablePointer<Float>
    /// The Gaussian of the object that a pixel belongs to; undefined elsewhere.
    let own: UnsafeMutablePointer<Float>
    let sigma: [UnsafeMutablePointer<Float>]
    let gradientX: UnsafeMutablePointer<Float>, gradientY: UnsafeMutablePointer<Float>
    let gradientSigma: [UnsafeMutablePointer<Float>]
    let pixels: Int
    private let memory: Tensor

    /// - Parameter memory: room for eleven maps.
    init(_ memory: Tensor, pixels: Int) {
        self.memory = memory
        self.pixels = pixels
        func map(_ number: Int) -> UnsafeMutablePointer<Float> { memory.values + number * pixels }
        (x, y, tanhX, tanhY, own) = (map(0), map(1), map(2), map(3), map(4))
        sigma = [map(5), map(6)]
        (gradientX, gradientY) = (map(7), map(8))
        gradientSigma = [map(9), map(10)]
    }
}

/// The pixels of each object, in ascending order.
struct ObjectMembers {
    private var starts: [Int]
    private var list: [Int32]

    var count: Int { starts.count - 1 }

    init(_ target: Targets) {
        starts = [Int](repeating: 0, count: target.objects.count + 1)
        for number in target.object where number > 0 { starts[Int(number)] += 1 }
        for number in 1..<max(starts.count, 1) { starts[number] += starts[number - 1] }
        list = [Int32](repeating: 0, count: starts[starts.count - 1])
        var next = starts
        for (pixel, number) in target.object.enumerated() where number > 0 {
            list[next[Int(number) - 1]] = Int32(pixel)
            next[Int(number) - 1] += 1
        }
    }

    /// Of object `number`, from 0.
    func pixels(of number: Int) -> ArraySlice<Int32> { list[starts[number]..<starts[number + 1]] }
}
