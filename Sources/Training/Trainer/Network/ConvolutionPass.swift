import CShims
import PanSECB

/// Convolves a batch with the kernels of inference; items of work are rows or strips of rows.
struct ConvolutionPass {
    let x: Tensor, y: Tensor
    let weights: ConvolutionWeights
    let bias: UnsafePointer<Float>?
    let relu: Bool, adds: Bool
    let workers: Workers

    private var geometry: Geometry { weights.geometry }

    /// Work on a row of a tensor, given image and row, while it is in the cache.
    typealias RowWork = (Int, Int) -> Void

    static let nothing: RowWork = { _, _ in }

    /// - Parameters:
    ///   - before: computes a row of x just before it is read; only if each row of y reads that row alone.
    ///   - after: uses a row of y that is complete.
    func run(before: RowWork = nothing, after: RowWork = nothing) {
        if let packed = winograd, geometry.isColumn {
            let strips = strips(packed)
            return workers.run(x.images * strips) { item, scratch in
                strip(packed, image: item / strips, number: item % strips, scratch, after)
            }
        }
        // Rows of the grid, which are those of the output if the input is the larger one.
        let rows = y.height / geometry.outputStep
        guard let packed = winograd else {
            return workers.run(x.images * rows) { item, scratch in
                before(item / rows, item % rows)
                direct(item / rows, item % rows, scratch)
                for row in 0..<geometry.outputStep { after(item / rows, item % rows * geometry.outputStep + row) }
            }
        }
        // As many rows together as fill the kernel's number of tiles, or nearly.
        let atOnce = 6, items = (rows + atOnce - 1) / atOnce
        workers.run(x.images * items) { item, scratch in
            let image = item / items, own = item % items * atOnce..<min(rows, (item % items + 1) * atOnce)
            for row in own { before(image, row) }
            var tiles = tiles(packed, scratch)
            for row in own { add(packed, image, row, to: &tiles) }
            tiles.flush()
            for row in own { after(image, row) }
        }
    }

    /// Runs this 3x1 convolution and a 1x3 convolution of its output, in strips that stay in the cache.
    /// - Parameter after: uses a complete row of the second convolution's output.
    func run(then second: ConvolutionPass, after: RowWork) {
        guard let packed = winograd, let secondPacked = second.winograd else {
            return workers.run(x.images * y.height) { item, scratch in
                let image = item / y.height, row = item % y.height
                direct(image, row, scratch)
                second.direct(image, row, scratch)
                after(image, row)
            }
        }
        let strips = strips(packed)
        workers.run(x.images * strips) { item, scratch in
            var rows: [(image: Int, row: Int)] = []
            strip(packed, image: item / strips, number: item % strips, scratch) { rows.append(($0, $1)) }
            var tiles = second.tiles(secondPacked, scratch)
            for (image, row) in rows { second.add(secondPacked, image, row, to: &tiles) }
            tiles.flush()
            for (image, row) in rows { after(image, row) }
        }
    }

    /// Computes a row of the grid, directly.
    private func direct(_ image: Int, _ gridRow: Int, _ scratch: Scratch) {
        guard case .direct(let packed) = weights.form else { return }
        for number in 0..<geometry.phaseCount {
            var c = packed.arguments(phase: number, width: x.width, scratch: scratch.tile)
            c.setTaps(geometry[number]) { offset in
                let row = gridRow * geometry.inputStep + offset
                return row >= 0 && row < x.height ? UnsafePointer(x.row(image, row)) : nil
            }
            c.output_width = Int32(y.width / geometry.outputStep)
            c.output_stride = Int32(y.channels * geometry.outputStep)
            c.relu = relu ? 1 : 0
            c.bias = bias ?? UnsafePointer(scratch.zeros)
            let phase = geometry[number]
            c.output = y.row(image, gridRow * geometry.outputStep + phase.row) + phase.column * y.channels
            c.residual = adds ? UnsafePointer(c.output) : nil
            workers.kernels.convolution(&c)
        }
    }

    // MARK: Winograd

    private var winograd: PackedWinograd? {
        if case .winograd(let packed) = weights.form { return packed }
        return nil
    }

    private func strips(_ packed: PackedWinograd) -> Int {
        WinogradTiles.count(y.height, packed.dilation, packed.tileOutputs)
    }

    /// Computes the rows of strip `number`, which lie `dilation` apart: the outputs of tiles along columns. Calls
    /// `done` with each.
    private func strip(_ packed: PackedWinograd, image: Int, number: Int, _ scratch: Scratch, _ done: RowWork) {
        let d = packed.dilation, first = WinogradTiles.start(number, d, packed.tileOutputs)
        guard first < y.height else { return }
        var tiles = tiles(packed, scratch)
        tiles.columns(0..<y.width) { i in
            let row = first + (i - 1) * d
            return row >= 0 && row < x.height ? UnsafeRawPointer(x.row(image, row)) : nil
        } target: { i in
            first + i * d < y.height ? UnsafeMutableRawPointer(y.row(image, first + i * d)) : nil
        }
        for row in stride(from: first, to: min(y.height, first + packed.tileOutputs * d), by: d) { done(image, row) }
    }

    private func add(_ packed: PackedWinograd, _ image: Int, _ row: Int, to tiles: inout WinogradTiles) {
        tiles.row(
            x.row(image, row), y.row(image, row), width: y.width, dilation: packed.dilation,
            tiles: 0..<WinogradTiles.count(y.width, packed.dilation, packed.tileOutputs))
    }

    private func tiles(_ packed: PackedWinograd, _ scratch: Scratch) -> WinogradTiles {
        var w = packed.arguments(scratch: scratch.winograd)
        w.adds = adds ? 1 : 0
        w.relu = relu ? 1 : 0
        w.bias = bias ?? UnsafePointer(scratch.zeros)
        return WinogradTiles(
            w, workers.kernels,
            TileMemory(
                inputs: scratch.inputs, outputs: scratch.outputs, kernel: scratch.winograd,
                zeros: UnsafePointer(scratch.zeros)))
    }
}
