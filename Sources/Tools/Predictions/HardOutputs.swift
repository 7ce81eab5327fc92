import Foundation
import PanSECB
import SplitMix

/// Made-up outputs in which every pixel is a seed, and which are as hard to find objects in as a network, or somebody
/// who made one for it, can make them.
public enum HardOutputs: String, CaseIterable, Sendable {
    /// No Gaussian covers more than its own pixel; offsets are 0.
    case tiny = "tiny"
    /// The same, and pixels point anywhere.
    case tinyScattered = "tiny, scattered"
    /// A network at the beginning of its training: Gaussians of some ten pixels.
    case small = "small"
    case smallScattered = "small, scattered"
    /// Gaussians of all sizes.
    case mixedScattered = "mixed, scattered"
    /// Gaussians over everything.
    case huge = "huge"
    /// Ellipses that are long in one direction and cover a pixel in the other; with one sigma huge and tiny circles.
    case thinScattered = "thin, scattered"
    /// All pixels point at 50 places.
    case stacked = "stacked"
    /// Half of the pixels point at a place, the others at a ring around it, whose Gaussians reach the place.
    case ring = "ring"
    /// 40 objects side by side: easy, to compare with.
    case street = "street"
    /// Offsets that are no numbers, Gaussians that overflow, and some tiny ones between them.
    case notNumbers = "not numbers"

    /// - Parameter classes: the first so many thing classes have a seed at every pixel, the others none.
    public func outputs(width: Int, height: Int, _ architecture: Architecture, classes: Int) -> RawOutputs {
        let plane = width * height, sigmas = architecture.sigmas, first = architecture.firstSeed
        var instance = [Float](repeating: -9, count: plane * (first + architecture.things))
        for pixel in 0..<plane {
            var chance = SplitMix64(seed: UInt64(pixel) &* SplitMix64.step)
            let place = HardPlace(column: pixel % width, row: pixel / width, width: width, height: height)
            let found = output(place, &chance)
            instance[pixel] = found.x
            instance[plane + pixel] = found.y
            for axis in 0..<sigmas { instance[(2 + axis) * plane + pixel] = axis == 0 ? found.sigmaX : found.sigmaY }
            for thing in 0..<min(classes, architecture.things) {
                // High, and few values, so that many are equal.
                instance[(first + thing) * plane + pixel] = 3 + Float(chance.next() >> 56) / 64
            }
        }
        return RawOutputs(
            width: width, height: height, semantic: [Float](repeating: 0, count: architecture.semanticChannels * plane),
            instance: instance)
    }

    /// Offsets before tanh, and sigmas.
    private struct Output {
        var x: Float = 0, y: Float = 0
        var sigmaX: Float, sigmaY: Float

        init(sigma: Float) { (sigmaX, sigmaY) = (sigma, sigma) }

        mutating func scatter(_ chance: inout SplitMix64) {
            (x, y) = (Float(atanh(2 * chance.share() - 1)), Float(atanh(2 * chance.share() - 1)))
        }

        mutating func point(at target: (x: Double, y: Double), from place: HardPlace) {
            // No pixel reaches farther than 1.
            func offset(_ distance: Double) -> Float { Float(atanh(min(max(distance, -0.999), 0.999))) }
            x = offset(target.x - Double(place.column) * PixelGrid.stepX)
            y = offset(target.y - Double(place.row) * PixelGrid.stepY)
        }
    }

    private func output(_ place: HardPlace, _ chance: inout SplitMix64) -> Output {
        var output = Output(sigma: 2.5)
        switch self {
        case .tiny: break
        case .tinyScattered: output.scatter(&chance)
        case .small: output = Output(sigma: 1)
        case .smallScattered:
            output = Output(sigma: 1)
            output.scatter(&chance)
        case .mixedScattered:
            output = Output(sigma: Float(3 * chance.share() - 0.5))
            output.scatter(&chance)
        case .huge: output = Output(sigma: -0.5)
        case .thinScattered:
            output.scatter(&chance)
            output.sigmaX = 4
            output.sigmaY = -0.5
            if chance.share() < 0.5 { swap(&output.sigmaX, &output.sigmaY) }
        case .stacked:
            let point = Int(50 * chance.share())
            output.point(
                at: (place.right * Double(point) / 50, place.bottom * Double(point * 7 % 50) / 50), from: place)
        case .ring:
            let angle = 2 * Double.pi * chance.share(), isInRing = chance.share() < 0.5, radius = isInRing ? 0.03 : 0
            output = Output(sigma: isInRing ? Float(log(0.7 / (radius * radius)) / 10) : 1.2)
            output.point(
                at: (place.right / 2 + radius * cos(angle), place.bottom / 2 + radius * sin(angle)), from: place)
        case .street:
            output = Output(sigma: Float(log(log(2) / pow(place.right / 64, 2)) / 10))
            let column = Double(place.column * 8 / place.width), row = Double(place.row * 5 / place.height)
            let x = (column + 0.5 + 0.05 * chance.share()) / 8, y = (row + 0.5 + 0.05 * chance.share()) / 5
            output.point(at: (place.right * x, place.bottom * y), from: place)
        case .notNumbers:
            output.scatter(&chance)
            switch chance.next() % 8 {
            case 0, 1: output.x = .nan
            case 2: output.y = .nan
            case 3: (output.sigmaX, output.sigmaY) = (9, 9)
            case 4: output.sigmaY = .infinity
            case 5: output.sigmaX = .nan
            case 6: output.x = .infinity
            default: break
            }
        }
        return output
    }
}

/// A pixel of a picture, whose right and bottom edges have these coordinates in the space of embeddings.
private struct HardPlace {
    let column: Int, row: Int, width: Int, height: Int

    var right: Double { Double(width) * PixelGrid.stepX }
    var bottom: Double { Double(height) * PixelGrid.stepY }
}

extension SplitMix64 {
    /// 0 ..< 1.
    fileprivate mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }
}
