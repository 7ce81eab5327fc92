import CPanSECB
import CShims
import Predictions

@testable import PanSECB

/// The published method as it is written down: each attempt looks at all candidates of the class.
struct SequentialClustering {
    struct Object: Equatable {
        let id: UInt32
        let score: Float
        let bandwidths: [Float]
    }

    /// As `Clustering` writes it.
    private(set) var map: [UInt16]
    private(set) var objects: [Object] = []
    private(set) var attempts = 0
    private(set) var isCutShort = false

    private let outputs: RawOutputs
    private let model: Model
    private let thresholds: Thresholds

    init(_ outputs: RawOutputs, _ model: Model, _ options: pansecb_options) {
        self.outputs = outputs
        self.model = model
        thresholds = Thresholds(options, model.kernels)
        map = [UInt16](repeating: Clustering.untouched, count: outputs.pixels)
        for thing in 0..<model.architecture.things { find(thing) }
    }

    private mutating func find(_ thing: Int) {
        let seeds = apply(model.kernels.sigmoid, channel(model.architecture.firstSeed + thing))
        let pixels = seeds.indices.filter { seeds[$0] > thresholds.mask }
        guard pixels.count > thresholds.minPixels else { return }
        let keepsHigherScore = thresholds.merge == PANSECB_MERGE_COMPLETE
        if !keepsHigherScore { for pixel in pixels { map[pixel] = Clustering.unclaimed } }
        let offsetX = apply(model.kernels.tanh, channel(0)), offsetY = apply(model.kernels.tanh, channel(1))
        let x = pixels.map { offsetX[$0] + Float($0 % outputs.width) * Float(PixelGrid.stepX) }
        let y = pixels.map { offsetY[$0] + Float($0 / outputs.width) * Float(PixelGrid.stepY) }
        let label = model.classes[Int(model.classOfSeed[thing])].labelID
        var isFree = [Bool](repeating: true, count: pixels.count), free = pixels.count, found = 0
        while free > thresholds.minPixels, found < PanopticID.maxObject {
            // The first among equals.
            var centre: Int?
            for i in pixels.indices where isFree[i] && seeds[pixels[i]] > (centre.map { seeds[pixels[$0]] } ?? 0) {
                centre = i
            }
            guard let centre, seeds[pixels[centre]] >= thresholds.seed else { return }
            guard attempts < thresholds.maxAttempts else {
                isCutShort = true
                return
            }
            attempts += 1
            isFree[centre] = false
            free -= 1
            let bandwidths = bandwidths(pixels[centre]), centreX = x[centre], centreY = y[centre]
            let (bandwidthX, bandwidthY, limit) = (bandwidths[0], bandwidths[1], thresholds.claimDistance)
            var inside: [Int] = [], freeInside = 0
            for i in pixels.indices {
                let dx = x[i] - centreX, dy = y[i] - centreY
                guard dx * dx * bandwidthX + dy * dy * bandwidthY <= limit else { continue }
                inside.append(i)
                if isFree[i] { freeInside += 1 }
            }
            for i in inside { isFree[i] = false }
            free -= freeInside
            guard inside.count > thresholds.minPixels,
                Double(freeInside) / Double(inside.count) > Double(thresholds.unclaimedShare)
            else { continue }
            found += 1
            let score = seeds[pixels[centre]]
            for i in inside where !keepsHigherScore || holder(pixels[i]).map({ $0.score < score }) ?? true {
                map[pixels[i]] = UInt16(objects.count + 1)
            }
            objects.append(
                Object(id: PanopticID(label: label, object: found).value, score: score, bandwidths: bandwidths))
        }
    }

    /// The object that has a pixel.
    private func holder(_ pixel: Int) -> Object? {
        (1...max(1, objects.count)).contains(Int(map[pixel])) && !objects.isEmpty ? objects[Int(map[pixel]) - 1] : nil
    }

    private func channel(_ channel: Int) -> [Float] {
        Array(outputs.instance[channel * outputs.pixels..<(channel + 1) * outputs.pixels])
    }

    private func bandwidths(_ pixel: Int) -> [Float] {
        let sigmas = [2, model.architecture.sigmas > 1 ? 3 : 2].map { outputs.instance[$0 * outputs.pixels + pixel] }
        return apply(model.kernels.exponential, sigmas.map { 10 * $0 })
    }

    private func apply(
        _ kernel: (@convention(c) (UnsafePointer<pansecb_map>?) -> Void)?, _ values: [Float]
    ) -> [Float] {
        var output = [Float](repeating: 0, count: values.count)
        values.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                var map = pansecb_map(input: input.baseAddress, output: output.baseAddress, count: input.count)
                kernel?(&map)
            }
        }
        return output
    }
}
