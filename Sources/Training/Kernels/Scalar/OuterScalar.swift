import CTrainingKernels

func outerScalar(_ arguments: UnsafePointer<pansecb_outer>) {
    let o = arguments.pointee
    for output in 0..<16 * Int(o.blocks) {
        let sums = o.sums + output / 16 * o.block_stride + output % 16
        for input in 0..<Int(o.inputs) {
            for pixel in 0..<o.pixels {
                sums[16 * input] += o.x[pixel * o.x_step + input] * o.y[pixel * o.y_step + output]
            }
        }
    }
}
