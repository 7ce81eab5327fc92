import CShims

/// Lists the tiles of lines of pixels and passes them to the Winograd kernel, in groups of the size it takes.
package struct WinogradTiles {
    private let kernel: (@convention(c) (UnsafePointer<pansecb_winograd>?) -> Void)?
    /// Tiles that the kernel takes at once.
    private let most: Int
    private var w: pansecb_winograd
    private let inputs: UnsafeMutablePointer<UnsafePointer<Float>?>,
        outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>
    private let zeros: UnsafePointer<Float>
    /// Outputs of a tile; channels from a pixel to the next.
    private let n: Int, inputChannels: Int, outputChannels: Int
    private var count = 0

    /// The most tiles that any kernel takes at once.
    static let most = Int(max(PANSECB_WINOGRAD_TILES, PANSECB_SPLIT_TILES))

    /// - Parameters:
    ///   - arguments: the kernel's, except tiles and their pixels.
    ///   - isSplit: whether the weights are split.
    package init(
        _ arguments: pansecb_winograd, _ kernels: pansecb_kernels, _ memory: TileMemory, isSplit: Bool = false
    ) {
        kernel = isSplit ? kernels.split_winograd : kernels.winograd
        most = Int(isSplit ? PANSECB_SPLIT_TILES : PANSECB_WINOGRAD_TILES)
        inputs = memory.inputs
        outputs = memory.outputs
        zeros = memory.zeros
        w = arguments
        w.inputs = UnsafePointer(inputs)
        w.outputs = UnsafePointer(outputs)
        n = Int(w.tile_outputs)
        inputChannels = Int(w.input_channels)
        outputChannels = 16 * Int(w.output_blocks)
    }

    /// Tiles that cover a line of pixels. Dilation d makes d interleaved sequences, each with its own tiles.
    package static func count(_ length: Int, _ dilation: Int, _ outputs: Int) -> Int {
        (length + outputs * dilation - 1) / (outputs * dilation) * dilation
    }

    /// First output of tile `number`; the others are `dilation` apart. The last tiles may lie outside the line.
    package static func start(_ number: Int, _ dilation: Int, _ outputs: Int) -> Int {
        number / dilation * outputs * dilation + number % dilation
    }

    /// Tiles along columns: one for each of the pixels `range` of some rows.
    /// - Parameters:
    ///   - source: first pixel of the tiles' input row i, 0 ..< n + 2; nil outside the image.
    ///   - target: first pixel of their output row i, 0 ..< n; nil if it is not wanted.
    package mutating func columns(
        _ range: Range<Int>, source: (Int) -> UnsafePointer<Float>?, target: (Int) -> UnsafeMutablePointer<Float>?
    ) {
        var x = range.lowerBound
        while x < range.upperBound {
            count = min(most, range.upperBound - x)
            // The next tiles follow these in the same rows.
            w.prefetch_lines = Int32(truncatingIfNeeded: min(most, range.upperBound - x - count) * inputChannels / 16)
            for i in 0..<n + 2 {
                let row = source(i)
                for tile in 0..<count {
                    inputs[(n + 2) * tile + i] = row.map { $0 + (x + tile) * inputChannels } ?? zeros
                }
                pansecb_winograd_set_prefetch(
                    &w, Int32(truncatingIfNeeded: i), row.map { $0 + (x + count) * inputChannels })
            }
            for i in 0..<n {
                let row = target(i)
                for tile in 0..<count { outputs[n * tile + i] = row.map { $0 + (x + tile) * outputChannels } }
            }
            x += count
            run()
        }
    }

    /// The tiles numbered `tiles` along a row of pixels. The rest waits for the next row or for `flush`.
    package mutating func row(
        _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, width: Int, dilation: Int,
        tiles: Range<Int>
    ) {
        for number in tiles {
            let start = WinogradTiles.start(number, dilation, n)
            if start >= width { continue }
            for i in 0..<n + 2 {
                let x = start + (i - 1) * dilation
                inputs[(n + 2) * count + i] = x >= 0 && x < width ? source + x * inputChannels : zeros
            }
            for i in 0..<n {
                let x = start + i * dilation
                outputs[n * count + i] = x < width ? target + x * outputChannels : nil
            }
            count += 1
            if count == most {
                // The next tiles write as many pixels again, after these.
                let lines = n * most * outputChannels / 16 / (n + 2)
                let next = target + (start / (n * dilation) + 1) * n * dilation * outputChannels
                w.prefetch_lines = Int32(truncatingIfNeeded: lines)
                for i in 0..<n + 2 {
                    pansecb_winograd_set_prefetch(
                        &w, Int32(truncatingIfNeeded: i), UnsafeRawPointer(next) + 64 * lines * i)
                }
                run()
            }
        }
    }

    /// Computes the waiting tiles.
    package mutating func flush() {
        guard count > 0 else { return }
        w.prefetch_lines = 0
        run()
    }

    private mutating func run() {
        w.tiles = Int32(truncatingIfNeeded: count)
        kernel?(&w)
        count = 0
    }
}

/// Memory for the tiles that a kernel takes at once.
package struct TileMemory {
    /// Addresses of input and output pixels, `TileMemory.inputs` and `TileMemory.outputs` of them.
    package let inputs: UnsafeMutablePointer<UnsafePointer<Float>?>
    package let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>
    /// Scratch memory of the kernel.
    package let kernel: UnsafeMutablePointer<Float>
    /// A pixel outside the image.
    package let zeros: UnsafePointer<Float>

    package init(
        inputs: UnsafeMutablePointer<UnsafePointer<Float>?>,
        outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>,
        kernel: UnsafeMutablePointer<Float>, zeros: UnsafePointer<Float>
    ) {
        self.inputs = inputs
        self.outputs = outputs
        self.kernel = kernel
        self.zeros = zeros
    }

    package static let inputs = Int(PANSECB_WINOGRAD_INPUTS) * WinogradTiles.most
    package static let outputs = Int(PANSECB_WINOGRAD_OUTPUTS) * WinogradTiles.most
}
