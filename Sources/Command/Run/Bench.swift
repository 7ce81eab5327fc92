import ArgumentParser
import CPanSECB
import CShims
import Foundation
import Images
import PanSECB
import Predictions

struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure run time and memory.",
        discussion: """
            Runs the model over one picture many times after a warm-up, and prints the median, 95th percentile and \
            smallest time of each part of a frame. Without a picture the input is noise. GMAC/s counts the \
            multiplications of the network as it is written down, whatever the kernels do.

            EXAMPLES
              pansecb bench --model model.pansecb photo.jpg
              pansecb bench --model model.pansecb --size 1024x2048 --threads 2 --frames 20
              pansecb bench --model model.pansecb --size 512x1024 --layers
              pansecb bench --model model.pansecb --size 512x1024 --raw --json
              pansecb bench --model model.pansecb --size 256x512,512x1024,1024x2048
              pansecb bench --model model.pansecb --size 360x640,1024x2048 --hard
            """)

    @Option(help: "The .pansecb weight file.", completion: .file(extensions: ["pansecb"]))
    var model: String

    @Argument(help: "A PNG or JPEG file.", completion: .file())
    var image: String?

    @Option(
        help:
            """
            Height and width of a noise image, or of several, whose times per megapixel are compared; \
            the default is 512x1024.
            """
    )
    var size: PixelSizes?

    @Option(help: "Threads; 0: one for each processor.")
    var threads = 1

    @Option(help: "Frames that are measured.")
    var frames = 10

    @Flag(help: "Time the bare network with its full-size outputs, as other engines are timed.")
    var raw = false

    @Flag(help: "Time the search for objects in made-up outputs, as hard as they can be, beside the network's time.")
    var hard = false

    @Option(help: "Seeds from which --hard looks for an object.")
    var maxAttempts = UInt32(PANSECB_USUAL_ATTEMPTS)

    @Flag(help: "Print each layer's time.")
    var layers = false

    @Flag(help: "Print the results as JSON.")
    var json = false

    func validate() throws {
        guard (0...256).contains(threads) else { throw ValidationError("--threads goes from 0 to 256") }
        guard (1...100_000).contains(frames) else { throw ValidationError("--frames goes from 1 to 100000") }
        guard image == nil || size == nil else { throw ValidationError("give a picture or --size, not both") }
        guard !hard || (image == nil && !raw && !layers) else {
            throw ValidationError("--hard goes with --size, without a picture, --raw and --layers")
        }
        guard maxAttempts > 0 else { throw ValidationError("--max-attempts begins at 1") }
    }

    func run() throws {
        let start = pansecb_now()
        let predictor = Predictor(try Model.load(path: model), threads: threads)
        let load = Double(pansecb_now() - start) / 1e6
        func measure(_ picture: Picture) throws -> Measurement {
            let measurement = try Measurement(predictor, picture, frames: frames, raw: raw, loadMilliseconds: load)
            if !json { StandardStreams.print(measurement.text(layers: layers)) }
            return measurement
        }
        if let image {
            let measurement = try measure(Picture(contentsOf: image))
            if json { StandardStreams.print(try JSONText.of(measurement)) }
            return
        }
        let sizes = size?.sizes ?? [PixelSize(width: 1024, height: 512)]
        if hard {
            let rows = try HardBench(
                predictor: predictor, maxAttempts: maxAttempts, frames: frames, isSilent: json
            ).run(sizes, noise: Bench.noise)
            if json { StandardStreams.print(try JSONText.of(rows)) }
            return
        }
        var measurements: [Measurement] = []
        for size in sizes {
            if !json, !measurements.isEmpty { StandardStreams.print() }
            measurements.append(try measure(Bench.noise(size)))
        }
        if json {
            StandardStreams.print(try sizes.count == 1 ? JSONText.of(measurements[0]) : JSONText.of(measurements))
        } else if sizes.count > 1 {
            StandardStreams.print("\n" + Measurement.comparison(measurements))
        }
    }

    /// The same noise each time.
    private static func noise(_ size: PixelSize) throws -> Picture {
        var state: UInt64 = 1
        let pixels = (0..<3 * size.height * size.width).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        return try Picture(width: size.width, height: size.height, pixels: pixels)
    }
}
