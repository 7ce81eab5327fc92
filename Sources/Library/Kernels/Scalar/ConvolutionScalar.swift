import CShims

/// Readable twin of the convolution kernels: each number is the bias plus a sum over taps and input channels.
func convolutionScalar(_ arguments: UnsafePointer<pansecb_convolution>) {
    let c = arguments.pointee
    let channels = Int(c.input_channels)
    for x in 0..<Int(c.output_width) {
        for output in 0..<Int(c.output_blocks) * Int(PANSECB_BLOCK) {
            let block = output / Int(PANSECB_BLOCK), lane = output % Int(PANSECB_BLOCK)
            var sum = c.bias[output]
            for tap in 0..<Int(c.taps) {
                let source = x * Int(c.input_step) + Int(pansecb_shift(arguments, Int32(tap)))
                guard let row = pansecb_row(arguments, Int32(tap)), source >= 0, source < Int(c.input_width) else {
                    continue
                }
                let weights = c.weights + ((block * Int(c.taps) + tap) * channels) * Int(PANSECB_BLOCK) + lane
                for channel in 0..<channels {
                    sum += row[source * channels + channel] * weights[channel * Int(PANSECB_BLOCK)]
                }
            }
            let place = x * Int(c.output_stride) + output
            if let residual = c.residual { sum += residual[place] }
            c.output[place] = c.relu != 0 && sum < 0 ? 0 : sum
        }
    }
}
