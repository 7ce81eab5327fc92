import CShims

// A convolution of a batch with the kernels of inference; items of work are rows, or strips of rows.

func convolve(
    _ x: Tensor, _ y: Tensor, _ geometry: Geometry, _ weights: PackedWeights, bias: UnsafePointer<Float>?, relu: Bool, adds: Bool,
    _ workers: Workers
) {
    let pass = ConvolutionPass(x: x, y: y, geometry: geometry, weights: weights, bias: bias, relu: relu, adds: adds, workers: workers)
    if weights.isWinograd { pass.winograd() } else { pass.direct() }
}

private struct ConvolutionPass {
    let x: Tensor, y: Tensor
    let geometry: Geometry
    let weights: PackedWeights
    let bias: UnsafePointer<Float>?
    let relu: Bool, adds: Bool
    let workers: Workers

    func direct() {
        // Rows of the grid: of the output where the input is the larger one.
        let rows = y.height / geometry.outputStep
        workers.run(x.images * rows) { item, scratch in row(item / rows, item % rows, scratch) }
    }

    private func row(_ image: Int, _ gridRow: Int, _ scratch: Scratch) {
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

    /// Outputs of a Winograd tile.
    private var n: Int { weights.tileOutputs }

    func winograd() {
        let taps = geometry.phases[0].taps
        let isColumn = taps[2].y != 0, dilation = max(taps[2].y, taps[2].x)
        if isColumn {
            let strips = (y.height + n * dilation - 1) / (n * dilation) * dilation
            workers.run(x.images * strips) { item, scratch in
                let strip = item % strips
                columns(item / strips, first: strip / dilation * n * dilation + strip % dilation, dilation, scratch)
            }
        } else {
            workers.run(x.images * y.height) { item, scratch in
                rowTiles(x.row(item / y.height, item % y.height), y.row(item / y.height, item % y.height), dilation, scratch)
            }
        }
    }

    /// Rows first, first + dilation ..., a tile for each column of pixels.
    private func columns(_ image: Int, first: Int, _ dilation: Int, _ scratch: Scratch) {
        guard first < y.height else { return }
        var start = 0
        while start < y.width {
            let count = min(Int(PANSECB_WINOGRAD_TILES), y.width - start)
            for i in 0..<n + 2 {
                let row = first + (i - 1) * dilation
                let source = row >= 0 && row < x.height ? UnsafePointer(x.row(image, row) + start * x.channels) : nil
                for tile in 0..<count { scratch.inputs[(n + 2) * tile + i] = source.map { $0 + tile * x.channels } ?? UnsafePointer(scratch.zeros) }
            }
            for i in 0..<n {
                let row = first + i * dilation
                let target = row < y.height ? y.row(image, row) + start * y.channels : nil
                for tile in 0..<count { scratch.outputs[n * tile + i] = target.map { $0 + tile * y.channels } }
            }
            multiply(count, scratch)
            start += count
        }
    }

    private func rowTiles(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ dilation: Int, _ scratch: Scratch) {
        var count = 0
        for number in 0..<(y.width + n * dilation - 1) / (n * dilation) * dilation {
            let first = number / dilation * n * dilation + number % dilation
            if first >= y.width { continue }
            for i in 0..<n + 2 {
                let pixel = first + (i - 1) * dilation
                scratch.inputs[(n + 2) * count + i] = pixel >= 0 && pixel < x.width ? source + pixel * x.channels : UnsafePointer(scratch.zeros)
            }
            for i in 0..<n {
                let pixel = first + i * dilation
                scratch.outputs[n * count + i] = pixel < y.width ? target + pixel * y.channels : nil
            }
            count += 1
            if count == Int(PANSECB_WINOGRAD_TILES) {
                multiply(count, scratch)
                count = 0
            }
        }
        if count > 0 { multiply(count, scratch) }
    }

    private func multiply(_ tiles: Int, _ scratch: Scratch) {
        var w = pansecb_winograd()
        w.inputs = UnsafePointer(scratch.inputs)
        w.outputs = UnsafePointer(scratch.outputs)
        w.tile_outputs = Int32(n)
        w.tiles = Int32(tiles)
        w.input_channels = Int32(weights.inputs)
        w.output_blocks = Int32(weights.blocks)
        w.adds = adds ? 1 : 0
        w.relu = relu ? 1 : 0
        w.weights = weights.phase(0)
        w.bias = bias ?? UnsafePointer(scratch.zeros)
        w.scratch = scratch.winograd
        workers.kernels.winograd(&w)
    }
}
