import Foundation
import PanSECB

/// One of the network's outputs replaced by what the ground truth says, to see what the others cost.
public enum Oracle: String, CaseIterable, Sendable {
    /// The true class wins every pixel. Void keeps what the network said.
    case semantic
    /// Inside each object the value of its Gaussian, which is what seeds are trained for; nothing elsewhere.
    case seed
    /// Every pixel of an object points exactly at the object's mean pixel.
    case offset
    /// For each object the bandwidth with which its Gaussian covers it best, as the offsets are.
    case sigma

    /// - Parameter truth: ids of the pixels, as `PanopticID`.
    public func apply(to outputs: inout RawOutputs, truth: [UInt16], _ model: Model) {
        switch self {
        case .semantic: applySemantic(to: &outputs, truth, model)
        case .seed, .offset, .sigma: applyToObjects(&outputs, truth, model)
        }
    }

    private static let surely: Float = 30

    private func applySemantic(to outputs: inout RawOutputs, _ truth: [UInt16], _ model: Model) {
        let channels = model.architecture.semanticChannels, pixels = outputs.pixels
        guard channels > 0 else { return }
        var channelOfLabel: [Int: Int] = [:]
        for entry in model.classes {
            channelOfLabel[entry.labelID] = entry.semanticChannel ?? (entry.isThing ? model.thingsChannel : nil)
        }
        for pixel in 0..<pixels {
            guard let channel = channelOfLabel[PanopticID(truth[pixel]).label] else { continue }
            for other in 0..<channels {
                outputs.semantic[other * pixels + pixel] = other == channel ? Oracle.surely : -Oracle.surely
            }
        }
    }

    private func applyToObjects(_ outputs: inout RawOutputs, _ truth: [UInt16], _ model: Model) {
        let architecture = model.architecture, pixels = outputs.pixels
        guard architecture.things > 0 else { return }
        var members: [UInt16: [Int]] = [:]
        for pixel in 0..<pixels where PanopticID(truth[pixel]).isObject {
            members[truth[pixel], default: []].append(pixel)
        }
        let firstSeed = architecture.firstSeed
        if self == .seed {
            for i in firstSeed * pixels..<outputs.instance.count { outputs.instance[i] = -Oracle.surely }
        }
        for (id, inside) in members.sorted(by: { $0.key < $1.key }) {
            guard let entry = model.classes.first(where: { $0.labelID == PanopticID(id).label }),
                let seed = entry.seedChannel
            else { continue }
            let object = TrueObject(inside, outputs, sigmas: architecture.sigmas)
            switch self {
            case .offset: object.pointAtCentre(&outputs)
            case .sigma: object.fitBandwidth(&outputs)
            default: object.plantSeeds(&outputs, plane: firstSeed + seed)
            }
        }
    }
}

/// The pixels of an object of the ground truth among the network's outputs.
private struct TrueObject {
    let inside: [Int]
    let width: Int, pixels: Int, sigmas: Int
    let centreX: Double, centreY: Double

    init(_ inside: [Int], _ outputs: RawOutputs, sigmas: Int) {
        self.inside = inside
        self.sigmas = sigmas
        (width, pixels) = (outputs.width, outputs.pixels)
        var x = 0.0, y = 0.0
        for pixel in inside {
            x += Double(pixel % outputs.width) * PixelGrid.stepX
            y += Double(pixel / outputs.width) * PixelGrid.stepY
        }
        (centreX, centreY) = (x / Double(inside.count), y / Double(inside.count))
    }

    func pointAtCentre(_ outputs: inout RawOutputs) {
        for pixel in inside {
            outputs.instance[pixel] = Float(atanh(centreX - Double(pixel % width) * PixelGrid.stepX))
            outputs.instance[pixels + pixel] = Float(atanh(centreY - Double(pixel / width) * PixelGrid.stepY))
        }
    }

    /// Squared distance of a pixel's embedding from the centre, in x and y.
    private func distance(_ pixel: Int, _ outputs: RawOutputs) -> (x: Double, y: Double) {
        let x = tanh(Double(outputs.instance[pixel])) + Double(pixel % width) * PixelGrid.stepX - centreX
        let y = tanh(Double(outputs.instance[pixels + pixel])) + Double(pixel / width) * PixelGrid.stepY - centreY
        return (x * x, y * y)
    }

    func plantSeeds(_ outputs: inout RawOutputs, plane: Int) {
        var mean = [Double](repeating: 0, count: sigmas)
        for axis in 0..<sigmas {
            for pixel in inside {
                mean[axis] += Double(outputs.instance[(2 + axis) * pixels + pixel]) / Double(inside.count)
            }
        }
        let bandwidthX = exp(10 * mean[0]), bandwidthY = exp(10 * mean[sigmas - 1])
        for pixel in inside {
            let (x, y) = distance(pixel, outputs)
            let gaussian = min(max(exp(-(x * bandwidthX + y * bandwidthY)), 1e-6), 1 - 1e-6)
            outputs.instance[plane * pixels + pixel] = Float(log(gaussian / (1 - gaussian)))
        }
    }

    /// Sorts all pixels by the distance of their embeddings and cuts where the IoU is highest: there the Gaussian is a
    /// half.
    func fitBandwidth(_ outputs: inout RawOutputs) {
        let mine = Set(inside)
        let all = (0..<pixels).map { pixel in
            let d = distance(pixel, outputs)
            return (d: d.x + d.y, isMine: mine.contains(pixel))
        }.sorted { $0.d < $1.d }
        var covered = 0, best = 0.0, cut = all[0].d
        for (i, entry) in all.enumerated() {
            if entry.isMine { covered += 1 }
            let iou = Double(covered) / Double(inside.count + i + 1 - covered)
            if iou > best { (best, cut) = (iou, i + 1 < all.count ? (entry.d + all[i + 1].d) / 2 : entry.d) }
        }
        let sigma = Float(log(log(2.0) / max(cut, 1e-12)) / 10)
        for axis in 0..<sigmas { for pixel in inside { outputs.instance[(2 + axis) * pixels + pixel] = sigma } }
    }
}
