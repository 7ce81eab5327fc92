import CPanSECB
import Foundation
import Images
import PanSECB
import Predictions
import Support

/// Times of the search for objects in `HardOutputs`: what `bench --hard` prints.
struct HardBench {
    let predictor: Predictor
    let maxAttempts: UInt32
    let frames: Int
    let isSilent: Bool

    struct Row: Encodable {
        let outputs: String
        let width: Int, height: Int
        /// Thing classes in which every pixel is a seed.
        let classes: Int
        let attempts: Int
        let cutShort: Bool
        let objects: Int
        /// Medians, of the search and of the network.
        let milliseconds: Double
        let networkMilliseconds: Double
    }

    func run(_ sizes: [PixelSize], noise: (PixelSize) throws -> Picture) throws -> [Row] {
        let things = predictor.model.architecture.things
        guard things > 0 else { throw InputError(status: .unsupported, "this network tells no objects apart") }
        return try sizes.flatMap { size in
            let network = try Measurement(predictor, noise(size), frames: frames, raw: true, loadMilliseconds: 0)
                .network.median
            say(String(format: "%d wide, %d high: network %.1f ms", size.width, size.height, network))
            say(HardBench.line("outputs", "classes", "ms", "of the network", "attempts", "objects"))
            return try HardOutputs.allCases.flatMap { outputs in
                try (things == 1 ? [1] : [1, things]).map { classes in
                    try row(outputs, size, classes: classes, network: network)
                }
            }
        }
    }

    private func row(_ hard: HardOutputs, _ size: PixelSize, classes: Int, network: Double) throws -> Row {
        let architecture = predictor.model.architecture, pixels = size.width * size.height
        try PictureMemory.require(4 * pixels * (architecture.semanticChannels + architecture.instanceChannels))
        let outputs = hard.outputs(width: size.width, height: size.height, architecture, classes: classes)
        var options = predictor.model.defaults
        options.max_attempts = maxAttempts
        var times: [Double] = [], last: Prediction?
        for number in -1..<frames {
            let prediction = try predictor.segment(outputs, options)
            if number >= 0 { times.append(Double(prediction.timings.clustering) / 1e6) }
            last = prediction
        }
        let row = Row(
            outputs: hard.rawValue, width: size.width, height: size.height, classes: classes,
            attempts: last?.attempts ?? 0, cutShort: last?.isCutShort ?? false,
            objects: last?.segments.count { $0.thing == 1 } ?? 0, milliseconds: Measurement.Times(times).median,
            networkMilliseconds: network)
        say(
            HardBench.line(
                row.outputs, "\(classes)", String(format: "%.1f", row.milliseconds),
                String(format: "%.2f", row.milliseconds / network), "\(row.attempts)\(row.cutShort ? "+" : "")",
                "\(row.objects)"))
        return row
    }

    private func say(_ text: String) {
        if !isSilent { StandardStreams.print(text) }
    }

    private static func line(_ name: String, _ cells: String...) -> String {
        TextTable.padded(name, 18) + cells.map { TextTable.padded($0, -15) }.joined()
    }
}
