import CTrainingKernels

/// Row and offset of the largest of the four pixels under output pixel `pixel`; the first one wins a tie.
private func largest(_ arguments: UnsafePointer<pansecb_max_pool>, _ pixel: Int, _ channel: Int) -> (
    row: Int32, offset: Int
) {
    let stride = arguments.pointee.input_stride
    var best: (row: Int32, offset: Int) = (0, 2 * pixel * stride + channel)
    for row in Int32(0)..<2 {
        for column in 0..<2 {
            let offset = (2 * pixel + column) * stride + channel
            if pansecb_pool_row(arguments, row)[offset] > pansecb_pool_row(arguments, best.row)[best.offset] {
                best = (row, offset)
            }
        }
    }
    return best
}

func maxPoolScalar(_ arguments: UnsafePointer<pansecb_max_pool>) {
    let p = arguments.pointee
    for pixel in 0..<p.width {
        for channel in 0..<Int(p.channels) {
            let best = largest(arguments, pixel, channel)
            p.output[pixel * p.output_stride + channel] = pansecb_pool_row(arguments, best.row)[best.offset]
        }
    }
}

func maxPoolGradientScalar(_ arguments: UnsafePointer<pansecb_max_pool>) {
    let p = arguments.pointee
    for pixel in 0..<p.width {
        for channel in 0..<Int(p.channels) {
            let best = largest(arguments, pixel, channel)
            pansecb_pool_gradient_row(arguments, best.row)[best.offset] += p.gradient[pixel * p.output_stride + channel]
        }
    }
}
