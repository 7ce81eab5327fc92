import CShims

/// Lists the tiles of lines of pixels and passes them to a Winograd kernel, in groups of the size it takes.
package struct WinogradTiles {
    private enum Kernel {
        case floats(@convention(c) (UnsafePointer<pansecb_winograd>?) -> Void)
        case quantised(@convention(c) (UnsafePointer<pansecb_quantised_winograd>?) -> Void)
    }

    private let kernel: Kernel
    /// Its arguments, of which one is used. They lie here by themselves, so that they are changed in place.
    private var floats = pansecb_winograd(), quantised = pansecb_quantised_winograd()
    /// Tiles that the kernel takes at once.
    private let most: Int
    private let inputs: UnsafeMutablePointer<UnsafeRawPointer?>,
        outputs: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    private let zeros: UnsafeRawPointer
    /// Outputs of a tile; bytes from a pixel to the next.
    private let n: Int, inputBytes: Int, outputBytes: Int
    private var count = 0

    /// The most tiles that any kernel takes at once.
    static let most = Int(max(PANSECB_WINOGRAD_TILES, PANSECB_SPLIT_TILES))

    /// - Parameters:
    ///   - arguments: the kernel's, except tiles and their pixels.
    ///   - isSplit: whether the weights are split.
    package init(
        _ arguments: pansecb_winograd, _ kernels: pansecb_kernels, _ memory: TileMemory, isSplit: Bool = false
    ) {
        var w = arguments
        w.inputs = UnsafePointer(
            UnsafeMutableRawPointer(memory.inputs).assumingMemoryBound(to: UnsafePointer<Float>?.self))
        w.outputs = UnsafePointer(
            UnsafeMutableRawPointer(memory.outputs).assumingMemoryBound(to: UnsafeMutablePointer<Float>?.self))
        self.init(
            .floats((isSplit ? kernels.split_winograd : kernels.winograd) ?? { _ in }), memory,
            most: Int(isSplit ? PANSECB_SPLIT_TILES : PANSECB_WINOGRAD_TILES), n: Int(w.tile_outputs),
            inputBytes: 4 * Int(w.input_channels), outputBytes: 64 * Int(w.output_blocks))
        floats = w
    }

    /// The same for quantised pixels.
    package init(_ arguments: pansecb_quantised_winograd, _ kernels: pansecb_kernels, _ memory: TileMemory) {
        var w = arguments
        w.inputs = UnsafePointer(
            UnsafeMutableRawPointer(memory.inputs).assumingMemoryBound(to: UnsafePointer<UInt8>?.self))
        w.outputs = UnsafePointer(
            UnsafeMutableRawPointer(memory.outputs).assumingMemoryBound(to: UnsafeMutablePointer<UInt8>?.self))
        self.init(
            .quantised(kernels.quantised_winograd ?? { _ in }), memory, most: Int(PANSECB_QUANTISED_TILES),
            n: Int(PANSECB_QUANTISED_OUTPUTS), inputBytes: Int(w.input_channels),
            outputBytes: 16 * Int(w.output_blocks))
        quantised = w
    }

    private init(_ kernel: Kernel, _ memory: TileMemory, most: Int, n: Int, inputBytes: Int, outputBytes: Int) {
        self.kernel = kernel
        self.most = most
        self.n = n
        self.inputBytes = inputBytes
        self.outputBytes = outputBytes
        inputs = memory.inputs
        outputs = memory.outputs
        zeros = memory.zeros
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
        _ range: Range<Int>, source: (Int) -> UnsafeRawPointer?, target: (Int) -> UnsafeMutableRawPointer?
    ) {
        var x = range.lowerBound
        while x < range.upperBound {
            count = min(most, range.upperBound - x)
            // The next tiles follow these in the same rows.
            let lines = min(most, range.upperBound - x - count) * inputBytes / 64
            for i in 0..<n + 2 {
                let row = source(i)
                for tile in 0..<count {
                    inputs[(n + 2) * tile + i] = row.map { $0 + (x + tile) * inputBytes } ?? zeros
                }
                prefetch(i, row.map { $0 + (x + count) * inputBytes }, lines: lines)
            }
            for i in 0..<n {
                let row = target(i)
                for tile in 0..<count { outputs[n * tile + i] = row.map { $0 + (x + tile) * outputBytes } }
            }
            x += count
            run()
        }
    }

    /// The tiles numbered `tiles` along a row of pixels. The rest waits for the next row or for `flush`.
    package mutating func row(
        _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, width: Int, dilation: Int,
        tiles: Range<Int>
    ) {
        for number in tiles {
            let start = WinogradTiles.start(number, dilation, n)
            if start >= width { continue }
            for i in 0..<n + 2 {
                let x = start + (i - 1) * dilation
                inputs[(n + 2) * count + i] = x >= 0 && x < width ? source + x * inputBytes : zeros
            }
            for i in 0..<n {
                let x = start + i * dilation
                outputs[n * count + i] = x < width ? target + x * outputBytes : nil
            }
            count += 1
            if count == most {
                // The next tiles write as many pixels again, after these.
                let lines = n * most * outputBytes / 64 / (n + 2)
                let next = target + (start / (n * dilation) + 1) * n * dilation * outputBytes
                for i in 0..<n + 2 { prefetch(i, UnsafeRawPointer(next) + 64 * lines * i, lines: lines) }
                run()
            }
        }
    }

    /// Computes the waiting tiles.
    package mutating func flush() {
        guard count > 0 else { return }
        prefetch(0, nil, lines: 0)
        run()
    }

    /// What the next call reads or writes, part `i` of it: so many cache lines. Only the kernel for floats fetches
    /// them.
    private mutating func prefetch(_ i: Int, _ address: UnsafeRawPointer?, lines: Int) {
        floats.prefetch_lines = Int32(truncatingIfNeeded: lines)
        pansecb_winograd_set_prefetch(&floats, Int32(truncatingIfNeeded: i), address)
    }

    private mutating func run() {
        switch kernel {
        case .floats(let function):
            floats.tiles = Int32(truncatingIfNeeded: count)
            function(&floats)
        case .quantised(let function):
            quantised.tiles = Int32(truncatingIfNeeded: count)
            function(&quantised)
        }
        count = 0
    }
}

/// Memory for the tiles that a kernel takes at once.
package struct TileMemory {
    /// Addresses of input and output pixels, `TileMemory.inputs` and `TileMemory.outputs` of them.
    package let inputs: UnsafeMutablePointer<UnsafeRawPointer?>
    package let outputs: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    /// Scratch memory of the kernel.
    package let kernel: UnsafeMutableRawPointer
    /// A pixel outside the image.
    package let zeros: UnsafeRawPointer

    package init(
        inputs: UnsafeMutablePointer<UnsafeRawPointer?>, outputs: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
        kernel: UnsafeMutableRawPointer, zeros: UnsafeRawPointer
    ) {
        self.inputs = inputs
        self.outputs = outputs
        self.kernel = kernel
        self.zeros = zeros
    }

    /// The same for floats.
    package init(
        inputs: UnsafeMutablePointer<UnsafePointer<Float>?>,
        outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>?>,
        kernel: UnsafeMutablePointer<Float>, zeros: UnsafePointer<Float>
    ) {
        self.init(
            inputs: UnsafeMutableRawPointer(inputs).assumingMemoryBound(to: UnsafeRawPointer?.self),
            outputs: UnsafeMutableRawPointer(outputs).assumingMemoryBound(to: UnsafeMutableRawPointer?.self),
            kernel: UnsafeMutableRawPointer(kernel), zeros: UnsafeRawPointer(zeros))
    }

    package static let inputs = Int(PANSECB_WINOGRAD_INPUTS) * WinogradTiles.most
    package static let outputs = Int(PANSECB_WINOGRAD_OUTPUTS) * WinogradTiles.most
}
