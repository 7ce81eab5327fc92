import CShims
import PanSECB

/// A convolution of a batch with the kernels of inference; items of work are rows, or strips of rows.
struct ConvolutionPass {
    let x: Tensor, y: Tensor
    let geometry: Geometry
    let weights: PackedWeights
    let bias: UnsafePointer<Float>?
    let relu: Bool, adds: Bool
    let workers: Workers

    /// What is done to a row of the tensors, by image and row, while it is at hand.
    typealias RowWork = (Int, Int) -> Void

    static let nothing: RowWork = { _, _ in }

    /// - Parameters:
    ///   - before: brings about a row of x that is about to be read, where every row of y needs that row alone.
    ///   - after: uses a row of y that is complete.
    func run(before: RowWork = nothing, after: RowWork = nothing) {
        guard !isWinogradColumn else {
            return workers.run(x.images * strips) { item, scratch in
                strip(item, scratch, after)
            }
        }
        // Rows of the grid: of the output where the input is the larger one.
        let rows = y.height / geometry.outputStep
        guard weights.isWinograd else {
            return workers.run(x.images * rows) { item, scratch in
                before(item / rows, item % rows)
                direct(item / rows, item % rows, scratch)
                for row in 0..<geometry.outputStep { after(item / rows, item % rows * geometry.outputStep + row) }
            }
        }
        // Some rows together, whose tiles are as many as the kernel takes at once, or nearly.
        let atOnce = 6, items = (rows + atOnce - 1) / atOnce
        workers.run(x.images * items) { item, scratch in
            let image = item / items, own = item % items * atOnce..<min(rows, (item % items + 1) * atOnce)
            for row in own { before(image, row) }
            var tiles = winogradTiles(scratch)
            for row in own { add(image, row, to: &tiles) }
            tiles.flush()
            for row in own { after(image, row) }
        }
    }

    /// This 3x1 convolution and a 1x3 convolution of what it gives, in strips, while these are in the cache.
    /// - Parameter after: uses a row of what the second gives.
    func run(then second: ConvolutionPass, after: RowWork) {
        guard isWinogradColumn else {
            return workers.run(x.images * y.height) { item, scratch in
                let image = item / y.height, row = item % y.height
                direct(image, row, scratch)
                second.direct(image, row, scratch)
                after(image, row)
            }
        }
        workers.run(x.images * strips) { item, scratch in
            var rows: [(image: Int, row: Int)] = []
            strip(item, scratch) { rows.append(($0, $1)) }
            var tiles = second.winogradTiles(scratch)
            for (image, row) in rows { second.add(image, row, to: &tiles) }
            tiles.flush()
            for (image, row) in rows { after(image, row) }
        }
    }

    /// A row of the grid, directly.
    private func direct(_ image: Int, _ gridRow: Int, _ scratch: Scratch) {
        for (number, phase) in geometry.phases.enumerated() {
            var c = pansecb_convolution()
            c.taps = Int32(phase.taps.count)
            for (tap, place) in phase.taps.enumerated() {
                let row = gridRow * geometry.inputStep + place.y
                pansecb_set_tap(&c, Int32(tap), row >= 0 && row < x.height ? x.row(image, row) : nil, Int32(place.x))
            }
            c.input_width = Int32(x.width)
            c.input_channels = Int32(x.channels)
            c.input_step = Int32(geometry.inputStep)
            c.output_width = Int32(y.width / geometry.outputStep)
            c.output_blocks = Int32(weights.blocks)
            c.output_stride = Int32(y.channels * geometry.outputStep)
            c.relu = relu ? 1 : 0
            c.weights = weights.phase(number)
            c.bias = bias ?? UnsafePointer(scratch.zeros)
            c.output = y.row(image, gridRow * geometry.outputStep + phase.row) + phase.column * y.channels
            c.residual = adds ? UnsafePointer(c.output) : nil
            c.scratch = scratch.tile
            workers.kernels.convolution(&c)
        }
    }

    // MARK: Winograd

    private var taps: [Geometry.Tap] { geometry.phases[0].taps }
    private var isWinogradColumn: Bool { weights.isWinograd && taps[2].y != 0 }
    private var dilation: Int { max(taps[2].y, taps[2].x) }
    private var strips: Int { WinogradTiles.count(y.height, dilation, weights.tileOutputs) }

    /// The rows of a strip, which are the outputs of tiles along columns: `dilation` apart. Tells each.
    private func strip(_ item: Int, _ scratch: Scratch, _ done: RowWork) {
        let image = item / strips, d = dilation, first = WinogradTiles.start(item % strips, d, weights.tileOutputs)
        guard first < y.height else { return }
        var tiles = winogradTiles(scratch)
        tiles.columns(0..<y.width) { i in
            let row = first + (i - 1) * d
            return row >= 0 && row < x.height ? UnsafePointer(x.row(image, row)) : nil
        } target: { i in
            first + i * d < y.height ? y.row(image, first + i * d) : nil
        }
        for row in stride(from: first, to: min(y.height, first + weights.tileOutputs * d), by: d) { done(image, row) }
    }

    private func add(_ image: Int, _ row: Int, to tiles: inout WinogradTiles) {
        tiles.row(
            x.row(image, row), y.row(image, row), width: y.width, dilation: dilation,
            tiles: 0..<WinogradTiles.count(y.width, dilation, weights.tileOutputs))
    }

    private func winogradTiles(_ scratch: Scratch) -> WinogradTiles {
        var w = pansecb_winograd()
        w.tile_outputs = Int32(weights.tileOutputs)
        w.input_channels = Int32(weights.inputs)
        w.output_blocks = Int32(weights.blocks)
        w.adds = adds ? 1 : 0
        w.relu = relu ? 1 : 0
        w.weights = weights.phase(0)
        w.bias = bias ?? UnsafePointer(scratch.zeros)
        w.scratch = scratch.winograd
        return WinogradTiles(w, workers.kernels, inputs: scratch.inputs, outputs: scratch.outputs, zeros: scratch.zeros)
    }
}
