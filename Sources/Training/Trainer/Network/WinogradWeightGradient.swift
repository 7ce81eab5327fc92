import CShims
import CTrainingKernels
import PanSECB

/// Gradient of the weights of a 3x1 or 1x3 convolution in Winograd form. Strips of rows are divided among groups as in
/// `WeightGradient`.
struct WinogradWeightGradient {
    let geometry: Geometry
    let inputs: Int, blocks: Int

    private static let groups = 8

    /// Frequencies of a tile, which are as many as its inputs.
    private var size: Int { tileOutputs + 2 }
    private var matrix: Int { inputs * blocks * 16 }
    private var isColumn: Bool { geometry.isColumn }
    private var dilation: Int { geometry.dilation }
    /// Outputs of a tile.
    private var tileOutputs: Int { PackedWinograd.tileOutputs(dilation: dilation) }

    /// Adds to `gradient`, [block][3][input][16].
    func add(_ x: Tensor, _ dy: Tensor, to gradient: UnsafeMutablePointer<Float>, _ workers: Workers) {
        let count = size * matrix, groups = WinogradWeightGradient.groups
        let lines = isColumn ? (x.height + tileOutputs * dilation - 1) / (tileOutputs * dilation) * dilation : x.height
        let sums = workers.room(forSums: groups * count)
        workers.run(groups) { group, scratch in
            let own = sums + group * count
            var tiles = TileList(self, x, dy, to: own, scratch, workers: workers)
            let all = x.images * lines
            for line in group * all / groups..<(group + 1) * all / groups {
                addLine(line / lines, line % lines, &tiles)
            }
            tiles.flush()
            // The map is so small that this group has no rows.
            if tiles.areNone { own.update(repeating: 0, count: count) }
        }
        workers.run(blocks) { block, _ in reduce(sums, groups, block, gradient) }
    }

    /// Tiles of a row, or of a strip of rows that lie `dilation` apart.
    private func addLine(_ image: Int, _ line: Int, _ tiles: inout TileList) {
        let d = dilation, n = tileOutputs, width = tiles.x.width, height = tiles.x.height
        if isColumn {
            let first = line / d * n * d + line % d
            guard first < height else { return }
            tiles.addColumns(image, row: first, rowStep: d)
        } else {
            for number in 0..<(width + n * d - 1) / (n * d) * d {
                let first = number / d * n * d + number % d
                if first < width { tiles.add(image, row: line, column: first, columnStep: d) }
            }
        }
    }

    /// Adds the groups' sums to the first group's, in order, and converts frequencies back to taps by the transposed
    /// weight transform.
    private func reduce(
        _ sums: UnsafeMutablePointer<Float>, _ groups: Int, _ block: Int, _ gradient: UnsafeMutablePointer<Float>
    ) {
        let own = inputs * 16, target = gradient + block * 3 * own
        for frequency in 0..<size {
            let total = sums + frequency * matrix + block * own
            for group in 1..<groups {
                let other = total + group * size * matrix
                for i in stride(from: 0, to: own, by: 16) {
                    storeBlock(loadBlock(total + i) + loadBlock(other + i), total + i)
                }
            }
            for tap in 0..<3 {
                let unit = WinogradWeights.transform(
                    tap == 0 ? 1 : 0, tap == 1 ? 1 : 0, tap == 2 ? 1 : 0, tileOutputs: tileOutputs)
                let coefficient = Float(unit[frequency]), place = target + tap * own
                for i in stride(from: 0, to: own, by: 16) {
                    storeBlock(loadBlock(place + i) + loadBlock(total + i) * coefficient, place + i)
                }
            }
        }
    }

    /// Collects tiles until the kernel can take them.
    private struct TileList {
        let x: Tensor, dy: Tensor
        private let scratch: Scratch, workers: Workers
        private var w = pansecb_winograd_outer()
        private static let most = Int(PANSECB_OUTER_TILES)
        private let n: Int
        /// Tiles in the list. The second half fills only after the first is complete.
        private var count = 0

        init(
            _ gradient: WinogradWeightGradient, _ x: Tensor, _ dy: Tensor, to sums: UnsafeMutablePointer<Float>,
            _ scratch: Scratch, workers: Workers
        ) {
            (self.x, self.dy, self.scratch, self.workers) = (x, dy, scratch, workers)
            n = gradient.tileOutputs
            w.tile_outputs = Int32(n)
            w.input_channels = Int32(gradient.inputs)
            w.blocks = Int32(gradient.blocks)
            w.sums = sums
            w.sets = 1
            w.scratch = scratch.winograd
        }

        /// Whether no tile has been computed, so that the sums are not set.
        var areNone: Bool { w.sets != 0 }

        /// The tile of a row whose first output lies at `column`.
        mutating func add(_ image: Int, row: Int, column: Int, columnStep: Int) {
            let inputs = x.row(image, row), gradients = dy.row(image, row), zeros = UnsafePointer(scratch.zeros)
            for i in 0..<n + 2 {
                let at = column + (i - 1) * columnStep
                scratch.inputs[(n + 2) * count + i] =
                    at >= 0 && at < x.width ? UnsafePointer(inputs + at * x.channels) : zeros
            }
            for i in 0..<n {
                let at = column + i * columnStep
                scratch.gradients[n * count + i] = at < dy.width ? UnsafePointer(gradients + at * dy.channels) : zeros
            }
            added()
        }

        /// The tiles of all columns whose first outputs lie at `row`.
        mutating func addColumns(_ image: Int, row: Int, rowStep: Int) {
            // All pixels of a row outside the image are the same pixel of zeros.
            func pixels(_ tensor: Tensor, _ row: Int) -> (start: UnsafePointer<Float>, step: Int) {
                row >= 0 && row < tensor.height
                    ? (UnsafePointer(tensor.row(image, row)), tensor.channels) : (UnsafePointer(scratch.zeros), 0)
            }
            withUnsafeTemporaryAllocation(of: (start: UnsafePointer<Float>, step: Int).self, capacity: 2 * n + 2) {
                rows in
                for i in 0..<n + 2 { rows[i] = pixels(x, row + (i - 1) * rowStep) }
                for i in 0..<n { rows[n + 2 + i] = pixels(dy, row + i * rowStep) }
                for column in 0..<x.width {
                    for i in 0..<n + 2 { scratch.inputs[(n + 2) * count + i] = rows[i].start + column * rows[i].step }
                    for i in 0..<n {
                        scratch.gradients[n * count + i] = rows[n + 2 + i].start + column * rows[n + 2 + i].step
                    }
                    added()
                }
            }
        }

        private mutating func added() {
            count += 1
            if count == 2 * TileList.most {
                run(0..<TileList.most)
                scratch.inputs.update(from: scratch.inputs + (n + 2) * TileList.most, count: (n + 2) * TileList.most)
                scratch.gradients.update(from: scratch.gradients + n * TileList.most, count: n * TileList.most)
                count = TileList.most
            }
        }

        /// Computes the tiles in the list.
        mutating func flush() {
            run(0..<min(count, TileList.most))
            run(min(count, TileList.most)..<count)
            count = 0
        }

        /// Computes some tiles of the list while the next ones are prefetched.
        private mutating func run(_ tiles: Range<Int>) {
            guard !tiles.isEmpty else { return }
            w.inputs = UnsafePointer(scratch.inputs + (n + 2) * tiles.lowerBound)
            w.gradients = UnsafePointer(scratch.gradients + n * tiles.lowerBound)
            w.tiles = Int32(tiles.count)
            w.next_inputs = UnsafePointer(scratch.inputs + (n + 2) * tiles.upperBound)
            w.next_gradients = UnsafePointer(scratch.gradients + n * tiles.upperBound)
            // With few channels there is little to prefetch, and it is contiguous in memory anyway.
            w.next_tiles = x.channels < 64 ? 0 : Int32(count - tiles.upperBound)
            workers.training.winograd_outer(&w)
            w.sets = 0
        }
    }
}
