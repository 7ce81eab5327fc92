import CTrainingKernels
import PanSECB

/// Gradient of a convolution's weights: for each tap the sum over pixels of input times output gradient. Rows are
/// divided among a fixed number of groups, each with its own sums, which are added in order, so that the result does
/// not depend on the threads.
struct WeightGradient {
    let geometry: Geometry
    /// Channels of the input; blocks of 16 outputs; places in the window; actual outputs.
    let inputs: Int, blocks: Int, window: Int, outputs: Int

    private static let groups = 8

    /// Adds to `gradient`, [block][window][input][16].
    func add(_ x: Tensor, _ dy: Tensor, to gradient: UnsafeMutablePointer<Float>, _ workers: Workers) {
        let count = blocks * window * inputs * 16, groups = WeightGradient.groups
        let rows = x.images * (dy.height / geometry.outputStep)
        let sums = workers.room(forSums: groups * count)
        workers.run(groups) { group, _ in
            let own = sums + group * count
            own.update(repeating: 0, count: count)
            for row in group * rows / groups..<(group + 1) * rows / groups { addRow(x, dy, row, to: own, workers) }
        }
        workers.run(blocks * window) { item, _ in
            for i in item * inputs * 16..<(item + 1) * inputs * 16 where item / window * 16 + i % 16 < outputs {
                var sum: Float = 0
                for group in 0..<groups { sum += sums[group * count + i] }
                gradient[i] += sum
            }
        }
    }

    private func addRow(_ x: Tensor, _ dy: Tensor, _ row: Int, to sums: UnsafeMutablePointer<Float>, _ workers: Workers)
    {
        let height = dy.height / geometry.outputStep, width = dy.width / geometry.outputStep
        let image = row / height, gridRow = row % height, inputStep = geometry.inputStep
        for number in 0..<geometry.phaseCount {
            let phase = geometry[number]
            let gradients = dy.row(image, gridRow * geometry.outputStep + phase.row) + phase.column * dy.channels
            for tap in 0..<phase.count {
                let tap = phase[tap: tap]
                let inputRow = gridRow * inputStep + tap.y
                guard inputRow >= 0, inputRow < x.height else { continue }
                // Grid pixels whose input pixel lies inside the image.
                let first = tap.x < 0 ? (-tap.x + inputStep - 1) / inputStep : 0
                let end = min(width, (x.width - 1 - tap.x) / inputStep + 1)
                guard x.width > tap.x, first < end else { continue }
                var o = pansecb_outer()
                o.x = UnsafePointer(x.row(image, inputRow) + (first * inputStep + tap.x) * x.channels)
                o.x_step = inputStep * x.channels
                o.y = UnsafePointer(gradients + first * geometry.outputStep * dy.channels)
                o.y_step = geometry.outputStep * dy.channels
                o.pixels = end - first
                o.inputs = Int32(inputs)
                o.blocks = Int32(blocks)
                o.sums = sums + tap.window * inputs * 16
                o.block_stride = window * inputs * 16
                workers.training.outer(&o)
            }
        }
    }
}
