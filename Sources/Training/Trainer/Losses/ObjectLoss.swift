import CShims
import CTrainingKernels

/// The contribution of one object to the loss.
struct ObjectLoss {
    private(set) var lovasz = 0.0
    private(set) var variance = 0.0
    /// IoU of the Gaussian at 0.5 with the object.
    private(set) var iou = 0.0

    private let inside: ArraySlice<Int32>
    private var candidates: [LovaszHinge.Candidate] = []
    private var centreX: Float = 0, centreY: Float = 0
    /// Means over the object, and exp(10 sigma), for both axes.
    private var sigma: [Float] = [], bandwidthX: Float = 0, bandwidthY: Float = 0
    private let sigmas: Int

    /// For a Gaussian g below exp(-this), 2 g - 1 is -1 in floats and the pixel's error zero.
    private static let farthest: Float = 17.5

    /// - Parameter inside: the object's pixels, at least one. Writes their Gaussians to `maps.own`.
    init(_ inside: ArraySlice<Int32>, _ maps: EmbeddingMaps, _ weights: LossWeights, sigmas: Int) {
        self.inside = inside
        self.sigmas = sigmas
        measure(maps, weights)
        collect(maps)
        lovasz = LovaszHinge.loss(&candidates, inside: inside.count)
        // Intersection and union of the object with the pixels whose Gaussian is above 0.5.
        var both = 0, either = inside.count
        for candidate in candidates where candidate.gaussian > 0.5 {
            if candidate.isInside { both += 1 } else { either += 1 }
        }
        iou = Double(both) / Double(either)
    }

    private mutating func measure(_ maps: EmbeddingMaps, _ weights: LossWeights) {
        let count = Double(inside.count)
        var x = 0.0, y = 0.0, sums = [Double](repeating: 0, count: sigmas)
        for pixel in inside {
            let i = Int(pixel)
            x += Double(weights.pullsToCentre ? maps.x[i] - maps.tanhX[i] : maps.x[i])
            y += Double(weights.pullsToCentre ? maps.y[i] - maps.tanhY[i] : maps.y[i])
            for k in 0..<sigmas { sums[k] += Double(maps.sigma[k][i]) }
        }
        (centreX, centreY) = (Float(x / count), Float(y / count))
        sigma = sums.map { Float($0 / count) }
        for k in 0..<sigmas {
            for pixel in inside {
                let distance = Double(maps.sigma[k][Int(pixel)] - sigma[k])
                variance += distance * distance / (count * Double(sigmas))
            }
        }
        bandwidthX = Float(pansecb_exponential(10 * Double(sigma[0])))
        bandwidthY = Float(pansecb_exponential(10 * Double(sigma[sigmas - 1])))
    }

    /// Collects the object's pixels, and all others that its Gaussian reaches, in the order of the image.
    private mutating func collect(_ maps: EmbeddingMaps) {
        var next = inside.startIndex, first = 0
        while first < maps.pixels {
            let count = min(16, maps.pixels - first)
            let hasOwn = next < inside.endIndex && Int(inside[next]) < first + count
            if hasOwn || count < 16 || reaches(maps, first) {
                for pixel in first..<first + count {
                    let isInside = next < inside.endIndex && Int(inside[next]) == pixel
                    if isInside { next += 1 }
                    let dx = maps.x[pixel] - centreX, dy = maps.y[pixel] - centreY
                    let exponent = dx * dx * bandwidthX + dy * dy * bandwidthY
                    guard isInside || exponent < ObjectLoss.farthest else { continue }
                    let gaussian = Float(pansecb_exponential(-Double(exponent)))
                    if isInside { maps.own[pixel] = gaussian }
                    candidates.append(
                        LovaszHinge.Candidate(pixel: Int32(pixel), isInside: isInside, gaussian: gaussian))
                }
            }
            first += count
        }
    }

    /// Whether the Gaussian reaches one of sixteen pixels.
    @inline(__always)
    private func reaches(_ maps: EmbeddingMaps, _ first: Int) -> Bool {
        let dx = loadBlock(maps.x + first) - centreX, dy = loadBlock(maps.y + first) - centreY
        return (dx * dx * bandwidthX + dy * dy * bandwidthY).min() < ObjectLoss.farthest
    }

    /// Adds to the gradients of embeddings and sigmas.
    func addGradients(_ maps: EmbeddingMaps, lovaszFactor: Double, varianceFactor: Double, pullsToCentre: Bool) {
        var ofCentreX = 0.0, ofCentreY = 0.0, ofSigma = [0.0, 0.0]
        for candidate in candidates {
            let i = Int(candidate.pixel)
            let slope = Float(lovaszFactor) * candidate.slope * candidate.gaussian
            let dx = maps.x[i] - centreX, dy = maps.y[i] - centreY
            let gradientX = -2 * slope * dx * bandwidthX, gradientY = -2 * slope * dy * bandwidthY
            maps.gradientX[i] += gradientX
            maps.gradientY[i] += gradientY
            ofCentreX -= Double(gradientX)
            ofCentreY -= Double(gradientY)
            ofSigma[0] -= Double(10 * slope * dx * dx * bandwidthX)
            ofSigma[sigmas - 1] -= Double(10 * slope * dy * dy * bandwidthY)
        }
        let count = Double(inside.count)
        for pixel in inside {
            let i = Int(pixel)
            if !pullsToCentre {
                maps.gradientX[i] += Float(ofCentreX / count)
                maps.gradientY[i] += Float(ofCentreY / count)
            }
            for k in 0..<sigmas {
                let distance = Double(maps.sigma[k][i] - sigma[k])
                maps.gradientSigma[k][i] += Float(
                    ofSigma[k] / count + varianceFactor * 2 * distance / (count * Double(sigmas)))
            }
        }
    }
}
