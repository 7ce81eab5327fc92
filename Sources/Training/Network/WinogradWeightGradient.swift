import CShims
import CTrainingKernels

/// Gradient of the weights of a 3x1 or 1x3 convolution in Winograd form. Strips of rows are shared out to groups as in `WeightGradient`.
struct WinogradWeightGradient {
    let geometry: Geometry
    let inputs: Int, blocks: Int

    private static let groups = 8

    private var matrix: Int { inputs * blocks * 16 }
    private var taps: [Geometry.Tap] { geometry.phases[0].taps }
    private var isColumn: Bool { taps[2].y != 0 }
    private var dilation: Int { max(taps[2].x, taps[2].y) }

    /// Adds to `gradient`, [block][3][input][16].
    func add(_ x: Tensor, _ dy: Tensor, to gradient: UnsafeMutablePointer<Float>, _ workers: Workers) {
        let count = 6 * matrix, groups = WinogradWeightGradient.groups
        let lines = isColumn ? (x.height + 4 * dilation - 1) / (4 * dilation) * dilation : x.height
        withUnsafeTemporaryAllocation(byteCount: 4 * count * groups, alignment: 64) { bytes in
            guard let sums = bytes.bindMemory(to: Float.self).baseAddress else { return }
            workers.run(groups) { group, scratch in
                let own = sums + group * count
                own.initialize(repeating: 0, count: count)
                var tiles = TileList(self, x, dy, own, scratch, workers)
                let all = x.images * lines
                for line in group * all / groups..<(group + 1) * all / groups { addLine(line / lines, line % lines, &tiles) }
                tiles.flush()
            }
            workers.run(blocks) { block, _ in reduce(sums, groups, block, gradient) }
        }
    }

    /// Tiles of a row, or of a strip of four rows that lie `dilation` apart.
    private func addLine(_ image: Int, _ line: Int, _ tiles: inout TileList) {
        let d = dilation, width = tiles.x.width, height = tiles.x.height
        if isColumn {
            let first = line / d * 4 * d + line % d
            guard first < height else { return }
            for column in 0..<width { tiles.add(image, row: first, column: column, rowStep: d, columnStep: 0) }
        } else {
            for number in 0..<(width + 4 * d - 1) / (4 * d) * d {
                let first = number / d * 4 * d + number % d
                if first < width { tiles.add(image, row: line, column: first, rowStep: 0, columnStep: d) }
            }
        }
    }

    /// Sums of groups in order, and from frequencies back to taps: the transposed transform of the weights.
    private func reduce(_ sums: UnsafePointer<Float>, _ groups: Int, _ block: Int, _ gradient: UnsafeMutablePointer<Float>) {
        let p = pansecb_winograd_point(4, 0), q = pansecb_winograd_point(4, 1)
        let atZero = Float(1 / (p * p * q * q)), atP = Float(1 / (2 * p * p * (p * p - q * q))), atQ = Float(1 / (2 * q * q * (q * q - p * p)))
        for input in 0..<inputs {
            let place = (block * inputs + input) * 16
            func total(_ frequency: Int) -> SIMD16<Float> {
                (0..<groups).reduce(SIMD16<Float>.zero) { $0 + loadBlock(sums + ($1 * 6 + frequency) * matrix + place) }
            }
            let u1 = total(1), u2 = total(2), u3 = total(3), u4 = total(4)
            let evenP = (u1 + u2) * atP, oddP = (u1 - u2) * atP, evenQ = (u3 + u4) * atQ, oddQ = (u3 - u4) * atQ
            let target = gradient + (block * 3 * inputs + input) * 16
            func add(_ value: SIMD16<Float>, _ tap: Int) {
                storeBlock(loadBlock(target + tap * inputs * 16) + value, target + tap * inputs * 16)
            }
            add(total(0) * atZero + evenP + evenQ, 0)
            add(oddP * Float(p) + oddQ * Float(q), 1)
            add(evenP * Float(p * p) + evenQ * Float(q * q) + total(5), 2)
        }
    }

    /// Collects tiles until the kernel can take them.
    private struct TileList {
        let x: Tensor, dy: Tensor
        private let scratch: Scratch, workers: Workers
        private var w = pansecb_winograd_outer()
        private var count = 0

        init(_ gradient: WinogradWeightGradient, _ x: Tensor, _ dy: Tensor, _ sums: UnsafeMutablePointer<Float>, _ scratch: Scratch, _ workers: Workers) {
            (self.x, self.dy, self.scratch, self.workers) = (x, dy, scratch, workers)
            w.inputs = UnsafePointer(scratch.inputs)
            w.gradients = UnsafePointer(scratch.gradients)
            w.input_channels = Int32(gradient.inputs)
            w.blocks = Int32(gradient.blocks)
            w.sums = sums
            w.scratch = scratch.winograd
        }

        /// The tile whose first output lies at `row` and `column`.
        mutating func add(_ image: Int, row: Int, column: Int, rowStep: Int, columnStep: Int) {
            for i in 0..<6 {
                let y = row + (i - 1) * rowStep, at = column + (i - 1) * columnStep
                let isInside = y >= 0 && y < x.height && at >= 0 && at < x.width
                scratch.inputs[6 * count + i] = isInside ? UnsafePointer(x.row(image, y) + at * x.channels) : UnsafePointer(scratch.zeros)
            }
            for i in 0..<4 {
                let y = row + i * rowStep, at = column + i * columnStep
                let isInside = y < dy.height && at < dy.width
                scratch.gradients[4 * count + i] = isInside ? UnsafePointer(dy.row(image, y) + at * dy.channels) : UnsafePointer(scratch.zeros)
            }
            count += 1
            if count == Int(PANSECB_OUTER_TILES) { flush() }
        }

        mutating func flush() {
            guard count > 0 else { return }
            w.tiles = Int32(count)
            workers.training.winograd_outer(&w)
            count = 0
        }
    }
}
