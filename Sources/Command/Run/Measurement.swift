import CPanSECB
import Foundation
import Images
import PanSECB
import Predictions
import Support

/// Times of many frames: what `bench` prints.
struct Measurement: Encodable {
    struct Times: Encodable {
        let median: Double
        let p95: Double
        let smallest: Double

        init(_ milliseconds: [Double]) {
            let sorted = milliseconds.sorted()
            median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
            p95 = sorted[min(sorted.count - 1, Int((Double(sorted.count) * 0.95).rounded(.up)) - 1)]
            smallest = sorted[0]
        }
    }

    struct LayerRow: Encodable {
        let name: String
        let kernel: String
        let input: String
        let milliseconds: Double
        let share: Double
        /// Nil where there was nothing to do.
        let gigaflops: Double?
    }

    let width: Int
    let height: Int
    let threads: Int
    let cpu: String
    let frames: Int
    let loadMilliseconds: Double
    /// In milliseconds; camera pixels through the first layer, all of the network, objects, maps and table, everything.
    let input: Times
    let network: Times
    let clustering: Times
    let output: Times
    let total: Times
    /// Of the total, by the image's own pixels.
    let millisecondsPerMegapixel: Double
    let framesPerSecond: Double
    let gigaMultiplyAddsPerSecond: Double
    let objects: Int
    let arenaMegabytes: Double
    let peakMegabytes: Double
    /// Medians.
    let layers: [LayerRow]

    init(_ predictor: Predictor, _ picture: Picture, frames: Int, raw: Bool, loadMilliseconds: Double) throws {
        var times: [pansecb_timings] = [], layerTimes: [[Double]] = [], objects = 0
        let frame = try RepeatedFrame(predictor, picture, raw: raw), session = frame.session
        for number in -1..<frames {
            objects = try frame.run()
            guard number >= 0 else { continue }
            times.append(session.timings)
            layerTimes.append((0..<session.layerCount).map { Double(session.layerTime($0).nanoseconds) / 1e6 })
        }
        func all(_ nanoseconds: (pansecb_timings) -> UInt64) -> Times {
            Times(times.map { Double(nanoseconds($0)) / 1e6 })
        }
        width = picture.width
        height = picture.height
        threads = session.workers
        cpu = "\(CPU.name(predictor.model.cpu))"
        self.frames = frames
        self.loadMilliseconds = loadMilliseconds
        input = all { $0.input }
        network = all { $0.input + $0.encoder + $0.semantic + $0.instance }
        clustering = all { $0.clustering }
        output = all { $0.output }
        total = all { $0.total }
        millisecondsPerMegapixel = total.median * 1e6 / Double(width * height)
        framesPerSecond = Measurement.ratio(1000, total.median) ?? 0
        let layers = (0..<session.layerCount).map { session.layerTime($0) }
        gigaMultiplyAddsPerSecond =
            Measurement.ratio(Double(layers.reduce(0) { $0 + $1.multiplyAdds }), network.median * 1e6) ?? 0
        self.objects = objects
        arenaMegabytes = Double(session.memory) / 1e6
        peakMegabytes = Measurement.peakMemory()
        let networkMedian = network.median
        self.layers = layers.enumerated().map { index, layer in
            let median = Times(layerTimes.map { $0[index] }).median
            return LayerRow(
                name: layer.layers[0].name + (layer.layers.count > 1 ? " +" : ""), kernel: "\(layer.form)",
                input: "\(layer.layers[0].inputs) x \(layer.inputHeight) x \(layer.inputWidth)",
                milliseconds: median, share: Measurement.ratio(median, networkMedian) ?? 0,
                gigaflops: Measurement.ratio(2 * Double(layer.multiplyAdds), median * 1e6))
        }
    }

    /// Nil where no time was measured.
    private static func ratio(_ work: Double, _ time: Double) -> Double? { time > 0 ? work / time : nil }

    /// Largest resident memory of this process so far, in megabytes.
    private static func peakMemory() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_maxrss) * 1024 / 1e6
    }

    /// A table of several sizes: how the time grows with the image.
    static func comparison(_ measurements: [Measurement]) -> String {
        func pad(_ text: String, _ width: Int) -> String { TextTable.padded(text, width) }
        let first = measurements[0]
        let lines = measurements.map { size in
            pad("\(size.height)x\(size.width)", 12) + pad(String(format: "%.2f", size.total.median), -10)
                + pad(String(format: "%.2f", size.millisecondsPerMegapixel), -18)
                + pad(String(format: "%.3f", size.millisecondsPerMegapixel / first.millisecondsPerMegapixel), -14)
        }
        let head =
            pad("size", 12) + pad("total ms", -10) + pad("ms per megapixel", -18)
            + pad("to \(first.height)x\(first.width)", -14)
        return ([head] + lines).joined(separator: "\n")
    }

    func text(layers all: Bool) -> String {
        func pad(_ text: String, _ width: Int) -> String { TextTable.padded(text, width) }
        func row(_ name: String, _ times: Times) -> String {
            pad(name, 12)
                + [times.median, times.p95, times.smallest].map { pad(String(format: "%.2f", $0), -10) }.joined()
        }
        var lines = [
            "\(width) wide, \(height) high, \(threads) thread\(threads == 1 ? "" : "s"), \(cpu), \(frames) frames, "
                + "\(objects) objects",
            pad("ms", 12) + ["median", "p95", "min"].map { pad($0, -10) }.joined(),
            row("input", input), row("network", network), row("clustering", clustering), row("output", output),
            row("total", total),
            String(
                format: "%.2f frames/s, %.1f GMAC/s, load %.1f ms, arena %.0f MB, peak memory %.0f MB",
                framesPerSecond, gigaMultiplyAddsPerSecond, loadMilliseconds, arenaMegabytes, peakMegabytes),
        ]
        if all {
            lines += [
                "",
                pad("layer", 32) + pad("input", 18) + pad("kernel", 16) + pad("ms", -9) + pad("share", -9)
                    + pad("GFLOP/s", -9),
            ]
            lines += layers.map {
                pad($0.name, 32) + pad($0.input, 18) + pad($0.kernel, 16)
                    + pad(String(format: "%.2f", $0.milliseconds), -9)
                    + pad(String(format: "%.1f %%", 100 * $0.share), -9)
                    + pad($0.gigaflops.map { String(format: "%.0f", $0) } ?? "-", -9)
            }
        }
        return lines.joined(separator: "\n")
    }
}
