import CPanSECB
import CShims

// One row of each kind of layer. The items of a step are independent: any worker may do any, in any order.
extension Frame {
    /// Items of the step's work: rows of output; of input where a layer gives two rows of output for each; strips of a
    /// pair, bands of a block.
    func items(_ step: Step) -> Int {
        let inputRows = paddedHeight >> step.level, isSplit = step.packed.form == .split
        switch step.packed.layer.kind {
        case .down: return isSplit ? SplitRows.groups(height: inputRows / 2) : inputRows / 2
        case .column, .row:
            return step.later == nil ? Pair.strips(step.packed, height: inputRows) : Band.count(height: inputRows)
        case .up: return isSplit ? SplitRows.groups(height: inputRows) : inputRows
        case .head: return isWanted(step.head) ? inputRows : 0
        }
    }

    private func isWanted(_ head: Step.Head?) -> Bool {
        switch head {
        case .semantic?: return outputs.semantic != nil || outputs.winners != nil
        case .offsets?: return outputs.instance != nil
        case .seeds?: return outputs.instance != nil || outputs.seedBits != nil
        case nil: return false
        }
    }

    /// Does item `y` of the current step as worker `worker`.
    func run(_ y: Int, worker: Int) {
        let step = step.pointee
        let memory = RowScratch(scratch + worker * scratchBytes, paddedWidth: paddedWidth, hasSplit: hasSplit)
        let isSplit = step.packed.form == .split, usesMatrices = isSplit || step.packed.form == .splitWinograd
        if usesMatrices { kernels.begin_matrices?() }
        defer { if usesMatrices { kernels.end_matrices?() } }
        switch step.packed.layer.kind {
        case .down where step.input == nil: first(step, y, memory)
        case .down: if isSplit { splitDown(step, group: y, memory) } else { down(step, y, memory) }
        case .column, .row:
            if step.later == nil {
                pair(step, strip: y, memory)
            } else if isSplit {
                splitBlock(step, band: y, memory)
            } else {
                block(step, band: y, memory)
            }
        case .up: if isSplit { splitUp(step, group: y, memory) } else { up(step, y, memory) }
        case .head: head(step, y, memory)
        }
    }

    /// Calls `body` with the ranges of pixels that are needed in the rows `first ... last` of the step's input, in
    /// whole tiles of `tile` pixels where the row has them. No pixel is in two ranges: a convolution that adds to its
    /// output must not run twice.
    func forEachRange(_ step: Step, rows first: Int, _ last: Int, tile: Int, _ body: (Range<Int>) -> Void) {
        let width = paddedWidth >> step.level
        guard let need = outputs.need, let halo = step.halo else { return body(0..<width) }
        let shift = 3 - step.level
        var range = 0..<0
        need.forEachRun(rows: first >> shift...last >> shift, halo: halo) { run in
            let start = (run.lowerBound << shift) / tile * tile
            let end = min(width, ((run.upperBound << shift) + tile - 1) / tile * tile)
            if start >= range.upperBound {
                if !range.isEmpty { body(range) }
                range = start..<end
            } else {
                range = range.lowerBound..<end
            }
        }
        if !range.isEmpty { body(range) }
    }

    func buffer(_ offset: Int?) -> UnsafeMutablePointer<Float> {
        (arena + (offset ?? 0)).assumingMemoryBound(to: Float.self)
    }

    /// A convolution of the layer without taps: phase `phase`, input pixels `width`.
    func convolution(_ packed: PackedLayer, phase: Int, inputWidth: Int, _ memory: RowScratch) -> pansecb_convolution {
        var c = pansecb_convolution()
        c.taps = Int32(truncatingIfNeeded: Phase.taps(packed.layer.kind, phase))
        c.input_width = Int32(truncatingIfNeeded: inputWidth)
        c.input_channels = Int32(truncatingIfNeeded: packed.inputChannels)
        c.input_step = 1
        c.output_width = c.input_width
        c.output_blocks = Int32(truncatingIfNeeded: packed.blocks)
        c.output_stride = Int32(truncatingIfNeeded: packed.layer.outputs)
        c.relu = 1
        c.weights = UnsafePointer(packed.phaseWeights(phase))
        c.bias = UnsafePointer(packed.bias)
        c.scratch = memory.tile
        return c
    }

    /// Confines a convolution of step 1 to a range of its pixels; to be called when taps and output are set.
    func confine(_ c: inout pansecb_convolution, to range: Range<Int>) {
        for tap in 0..<c.taps {
            pansecb_set_tap(
                &c, tap, pansecb_row(&c, tap), pansecb_shift(&c, tap) + Int32(truncatingIfNeeded: range.lowerBound))
        }
        let skipped = range.lowerBound * Int(c.output_stride)
        c.output += skipped
        c.residual = c.residual.map { $0 + skipped }
        c.output_width = Int32(truncatingIfNeeded: range.count)
    }

    /// Points the taps at rows of `input`, [height][width][channels], around row `y`; rows outside of it are zeros.
    func setTaps(
        _ c: inout pansecb_convolution, _ layer: Layer, phase: Int, _ input: UnsafePointer<Float>, _ y: Int, height: Int
    ) {
        let rowFloats = Int(c.input_width) * Int(c.input_channels)
        for tap in 0..<Int(c.taps) {
            let offset = Phase.offset(layer, phase, tap), row = y + offset.y
            let inside = row >= 0 && row < height
            pansecb_set_tap(
                &c, Int32(truncatingIfNeeded: tap), inside ? input + row * rowFloats : nil,
                Int32(truncatingIfNeeded: offset.x))
        }
    }

    /// A downsampling layer: convolution of stride 2 beside the max-pool.
    private func down(_ step: Step, _ y: Int, _ memory: RowScratch) {
        let width = paddedWidth >> step.level, input = buffer(step.input)
        var c = convolution(step.packed, phase: 0, inputWidth: width, memory)
        setTaps(&c, step.packed.layer, phase: 0, input, 2 * y, height: paddedHeight >> step.level)
        let rowFloats = width * step.packed.inputChannels
        downsample(step, &c, y, input + 2 * y * rowFloats, input + (2 * y + 1) * rowFloats)
    }

    /// The first layer, straight from the camera's pixels.
    private func first(_ step: Step, _ y: Int, _ memory: RowScratch) {
        let rowFloats = 4 * paddedWidth
        for i in 0..<3 { convertRow(2 * y - 1 + i, memory.pixels + i * rowFloats) }
        var c = convolution(step.packed, phase: 0, inputWidth: paddedWidth, memory)
        // The three rows stand for a small image whose middle row is 1.
        setTaps(&c, step.packed.layer, phase: 0, memory.pixels, 1, height: 3)
        if y == 0 { for tap in 0..<Int32(3) { pansecb_set_tap(&c, tap, nil, 0) } }
        downsample(step, &c, y, memory.pixels + rowFloats, memory.pixels + 2 * rowFloats)
    }

    private func downsample(
        _ step: Step, _ c: inout pansecb_convolution, _ y: Int, _ upper: UnsafePointer<Float>,
        _ lower: UnsafePointer<Float>
    ) {
        let layer = step.packed.layer
        let output = buffer(step.output) + y * Int(c.input_width / 2) * layer.outputs
        c.input_step = 2
        c.output_width = c.input_width / 2
        c.output = output
        kernels.convolution(&c)
        // Where the convolution's last block is not full (13 channels), it wrote zeros where the pooled channels go.
        pool(step.packed, upper, lower, width: Int(c.output_width), inputStride: Int(c.input_channels), output)
    }

    /// The pooled channels of a row, from two rows of input; `width` pixels, the first of which begins at `output`.
    func pool(
        _ packed: PackedLayer, _ upper: UnsafePointer<Float>, _ lower: UnsafePointer<Float>, width: Int,
        inputStride: Int,
        _ output: UnsafeMutablePointer<Float>
    ) {
        var p = pansecb_pool()
        p.rows = (upper, lower)
        p.channels = Int32(truncatingIfNeeded: packed.layer.inputs)
        p.input_stride = Int32(truncatingIfNeeded: inputStride)
        p.output_width = Int32(truncatingIfNeeded: width)
        p.output_stride = Int32(truncatingIfNeeded: packed.layer.outputs)
        p.scale = UnsafePointer(packed.poolScale)
        p.bias = UnsafePointer(packed.poolBias)
        p.output = output + packed.layer.convolutionOutputs
        kernels.pool(&p)
    }

    /// Row `y` of the camera's image as floats; zeros outside of it.
    private func convertRow(_ y: Int, _ output: UnsafeMutablePointer<Float>) {
        var p = pansecb_pixels()
        p.format = Int32(truncatingIfNeeded: image.format.rawValue)
        p.padded_width = Int32(truncatingIfNeeded: paddedWidth)
        p.output = output
        p.planes = (image.planes.0, image.planes.1, image.planes.2)
        if y >= 0 && y < height {
            p.width = Int32(truncatingIfNeeded: width)
            p.planes.0 = image.planes.0.map { $0 + y * image.strides.0 }
            p.planes.1 = image.planes.1.map { $0 + y * image.strides.1 }
            p.planes.2 = image.planes.2.map { $0 + y * image.strides.2 }
        }
        kernels.pixels(&p)
    }

    /// Two rows of a transposed convolution: each of the four phases writes every second pixel of one.
    private func up(_ step: Step, _ y: Int, _ memory: RowScratch) {
        let width = paddedWidth >> step.level, outputs = step.packed.layer.outputs
        forEachRange(step, rows: y, y, tile: 1) { range in
            for phase in 0..<4 {
                var c = convolution(step.packed, phase: phase, inputWidth: width, memory)
                setTaps(&c, step.packed.layer, phase: phase, buffer(step.input), y, height: paddedHeight >> step.level)
                c.output = buffer(step.output) + ((2 * y + phase / 2) * 2 * width + phase % 2) * outputs
                c.output_stride = Int32(truncatingIfNeeded: 2 * outputs)
                confine(&c, to: range)
                kernels.convolution(&c)
            }
        }
    }

    /// Two rows of an output of the network.
    private func head(_ step: Step, _ y: Int, _ memory: RowScratch) {
        for row in 2 * y..<2 * y + 2 where row < height {
            // Raw outputs are written where they are wanted; else there is a row for each channel.
            let raw = rawRow(step, row), logits = raw ?? memory.logits, plane = raw == nil ? width : width * height
            var h = pansecb_head()
            h.features = UnsafePointer(buffer(step.input)) + y * (paddedWidth >> step.level) * step.packed.inputChannels
            h.width = Int32(truncatingIfNeeded: width)
            h.channels = Int32(truncatingIfNeeded: step.packed.layer.outputs)
            h.weights = (
                UnsafePointer(step.packed.phaseWeights(row % 2 * 2)),
                UnsafePointer(step.packed.phaseWeights(row % 2 * 2 + 1))
            )
            h.bias = UnsafePointer(step.packed.bias)
            h.output = logits
            h.plane = plane
            h.scratch = memory.head
            kernels.head(&h)
            switch step.head {
            case .semantic?: if let winners = outputs.winners { chooseWinners(logits, plane: plane, row, winners) }
            case .seeds?: if let bits = outputs.seedBits { markSeeds(step, logits, plane: plane, row, bits) }
            case .offsets?, nil: break
            }
        }
    }

    /// Where the first channel of a head's row is wanted as it is.
    private func rawRow(_ step: Step, _ y: Int) -> UnsafeMutablePointer<Float>? {
        switch step.head {
        case .semantic?: return outputs.semantic.map { $0 + y * width }
        case .offsets?: return outputs.instance.map { $0 + y * width }
        case .seeds(let first)?: return outputs.instance.map { $0 + first * width * height + y * width }
        case nil: return nil
        }
    }

    private func markSeeds(_ step: Step, _ logits: UnsafePointer<Float>, plane: Int, _ y: Int, _ bits: SeedBits) {
        var m = pansecb_mark()
        m.logits = logits
        m.logit_plane = plane
        m.channels = Int32(truncatingIfNeeded: step.packed.layer.outputs)
        m.width = Int32(truncatingIfNeeded: width)
        m.bound = outputs.seedBound
        m.bits = bits.row(y)
        m.plane = bits.wordsOfClass
        kernels.mark(&m)
    }

    /// The winning channel of each pixel in row `y` of semantic logits, channel c at `logits + c * plane`.
    func chooseWinners(_ logits: UnsafePointer<Float>, plane: Int, _ y: Int, _ winners: UnsafeMutablePointer<UInt8>) {
        var a = pansecb_argmax()
        a.logits = logits
        a.plane = plane
        a.channels = Int32(truncatingIfNeeded: outputs.competing)
        a.width = Int32(truncatingIfNeeded: width)
        a.winner = winners + y * width
        a.confidence = outputs.confidence.map { $0 + y * outputs.confidenceStride }
        kernels.argmax(&a)
    }
}
