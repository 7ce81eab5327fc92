import CPanSECB
import CTrainingKernels
import KernelChecks
import PanSECB
import Training

/// Prints times of an instruction set's kernels of training. A multiplication and an addition count as two operations
/// of the plain gradient.
public func benchTrainingKernels(of cpu: pansecb_cpu) {
    let kernels = Workers.trainingKernels(cpu)
    print("\(CPU.name(cpu)), training")
    for channels in [16, 64, 128] {
        let pixels = 4096
        let x = Guarded<Float>(pixels * channels) { Float($0 % 17) - 8 },
            y = Guarded<Float>(pixels * channels) { Float($0 % 13) - 6 }
        let sums = Guarded<Float>(8 * channels * channels) { _ in 0 }
        let scratch = Guarded<Float>(2 * 8 * (Int(PANSECB_OUTER_TILES) + 1) * channels)
        var o = pansecb_outer(
            x: UnsafePointer(x.start), x_step: channels, y: UnsafePointer(y.start), y_step: channels, pixels: pixels,
            inputs: Int32(channels),
            blocks: Int32(channels / 16), sums: sums.start, block_stride: 16 * channels)
        let direct = smallestTime { kernels.outer(&o) }
        let operations = 2 * Double(pixels * channels * channels)
        var rates = ["direct \(rate(operations, direct))"]
        for n in [4, 6] {
            let tiles = min(Int(PANSECB_OUTER_TILES), pixels / (n + 2)), calls = pixels / n / tiles
            let inputs: [UnsafePointer<Float>?] = (0..<(n + 2) * tiles).map { UnsafePointer(x.start + $0 * channels) }
            let gradients: [UnsafePointer<Float>?] = (0..<n * tiles).map { UnsafePointer(y.start + $0 * channels) }
            let time = inputs.withUnsafeBufferPointer { inputs in
                gradients.withUnsafeBufferPointer { gradients in
                    var w = pansecb_winograd_outer(
                        tile_outputs: Int32(n), inputs: inputs.baseAddress, gradients: gradients.baseAddress,
                        tiles: Int32(tiles),
                        input_channels: Int32(channels), blocks: Int32(channels / 16), sets: 0, sums: sums.start,
                        scratch: scratch.start,
                        next_inputs: inputs.baseAddress, next_gradients: gradients.baseAddress, next_tiles: Int32(tiles)
                    )
                    return smallestTime { for _ in 0..<calls { kernels.winograd_outer(&w) } }
                }
            }
            rates.append("F(\(n),3) \(rate(3 * operations * Double(calls * tiles * n) / Double(pixels), time))")
        }
        withExtendedLifetime((x, y, sums, scratch)) {}
        print("  gradient of weights, \(channels) channels: \(rates.joined(separator: ", "))")
    }
    let pixels = 1024, channels = 64
    let x = Guarded<Float>(pixels * channels) { Float($0 % 17) - 8 },
        y = Guarded<Float>(pixels * channels) { Float($0 % 13) - 6 }
    let scale = Guarded<Float>(channels) { _ in 1 }, output = Guarded<Float>(pixels * channels)
    var sums = [Double](repeating: 0, count: 2 * channels)
    sums.withUnsafeMutableBufferPointer { sums in
        var c = pansecb_channels()
        (c.x, c.y, c.gate) = (UnsafePointer(x.start), UnsafePointer(y.start), UnsafePointer(y.start))
        (c.scale, c.scale_y, c.shift) = (
            UnsafePointer(scale.start), UnsafePointer(scale.start), UnsafePointer(scale.start)
        )
        (c.output, c.sums, c.pixels, c.channels) = (output.start, sums.baseAddress, pixels, Int32(channels))
        for (name, kernel) in [
            ("moments", kernels.moments), ("normalise", kernels.normalise), ("products", kernels.products),
            ("combine", kernels.combine),
        ] {
            guard let kernel = Optional(kernel) else { continue }
            let time = smallestTime { kernel?(&c) }
            print("  \(name): \((time / Double(pixels * channels) * 1e12).rounded() / 1000) ns a number")
        }
    }
    withExtendedLifetime((x, y, scale, output)) {}
}

private func rate(_ operations: Double, _ seconds: Double) -> String {
    "\((operations / seconds / 1e8).rounded() / 10) GFLOP/s"
}
