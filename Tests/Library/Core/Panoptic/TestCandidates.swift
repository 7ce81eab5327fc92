import CPanSECB
import CShims
import Foundation
import KernelChecks

@testable import PanSECB

/// Raw maps of one thing class, and the candidates that are collected from them.
final class TestCandidates {
    static let architecture = Architecture(kind: .branchedERFNet, semanticChannels: 0, sigmas: 1, things: 1)

    let width: Int, height: Int
    let kernels: pansecb_kernels
    /// [x offset, y offset, sigma, seed][height][width]
    let maps: Guarded<Float>
    private let memory: UnsafeMutableRawPointer
    private(set) var candidates: Candidates

    /// - Parameters:
    ///   - channels: offset x, offset y, sigma and seed of a pixel, as the network gives them.
    ///   - options: thresholds; no minimum of pixels unless it says so.
    init(
        width: Int, height: Int, cpu: pansecb_cpu = PANSECB_CPU_SCALAR, minPixels: UInt32 = 0,
        channels: (Int) -> (Float, Float, Float, Float)
    ) {
        let plane = width * height, pixels = (0..<plane).map(channels)
        self.width = width
        self.height = height
        kernels = CPU.kernels(cpu)
        maps = Guarded<Float>(4 * plane) { i in
            let pixel = pixels[i % plane]
            return [pixel.0, pixel.1, pixel.2, pixel.3][i / plane]
        }
        var options = pansecb_options()
        (options.mask_threshold, options.claim_threshold, options.min_pixels) = (0.5, 0.5, minPixels)
        let bytes = Candidates.bytes(plane)
        memory = .allocate(byteCount: bytes, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0xA5, count: bytes)
        candidates = Candidates(memory, pixels: plane)
        candidates.collect(
            0, .maps(UnsafePointer(maps.start)), TestCandidates.architecture, width: width, height: height,
            Thresholds(options, kernels), kernels: kernels)
    }

    deinit { memory.deallocate() }

    /// Embeddings that gather around a few centres, with many equal seeds, some NaN and infinity.
    static func random(seed: UInt64, width: Int, height: Int, cpu: pansecb_cpu) -> TestCandidates {
        var random = Random(seed: seed)
        let centres = (0..<8).map { _ in (random.float() / 4, random.float() / 4) }
        return TestCandidates(width: width, height: height, cpu: cpu) { pixel in
            let centre = centres[pixel / 100 % 8], strange = random.int(0...40)
            func near(_ x: Float) -> Float { strange == 0 ? .nan : x + random.float() / 50 }
            // Half of them are below the threshold of 0.5.
            return (near(centre.0), near(centre.1), 0, strange == 1 ? .infinity : Float(random.int(-4...4)))
        }
    }
}
