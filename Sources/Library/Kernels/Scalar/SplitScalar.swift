import CShims

/// A float as the sum of two bfloat16.
struct SplitFloat {
    var upper: Float, lower: Float

    init(_ x: Float) {
        upper = SplitFloat.rounded(x)
        lower = SplitFloat.rounded(x - upper)
    }

    /// A number from split weights, which are laid out in matrices of 32 inputs and 16 outputs.
    init(_ weights: UnsafePointer<UInt16>, input: Int, output: Int) {
        let place = SplitFloat.place(input) + 30 * (input % 16) + 2 * output
        upper = SplitFloat.float(weights[place])
        lower = SplitFloat.float(weights[place + 512])
    }

    /// A channel of a split pixel with `channels` channels.
    init(_ pixel: UnsafePointer<UInt16>, channel: Int, of channels: Int) {
        if channels == 16 {
            lower = SplitFloat.float(pixel[2 * channel])
            upper = SplitFloat.float(pixel[2 * channel + 1])
        } else {
            let place = channel / 32 * 64 + SplitFloat.place(channel % 32)
            upper = SplitFloat.float(pixel[place])
            lower = SplitFloat.float(pixel[place + 32])
        }
    }

    func store(_ pixel: UnsafeMutablePointer<UInt16>, channel: Int, of channels: Int) {
        if channels == 16 {
            pixel[2 * channel] = SplitFloat.bits(lower)
            pixel[2 * channel + 1] = SplitFloat.bits(upper)
        } else {
            let place = channel / 32 * 64 + SplitFloat.place(channel % 32)
            pixel[place] = SplitFloat.bits(upper)
            pixel[place + 32] = SplitFloat.bits(lower)
        }
    }

    /// The products that are summed.
    func product(_ other: SplitFloat) -> Float { upper * other.upper + (upper * other.lower + lower * other.upper) }

    /// In each 32 channels, channel i is next to i + 16.
    private static func place(_ channel: Int) -> Int { 2 * (channel % 16) + channel / 16 }

    /// The upper half of a float's bits, rounded to the nearest.
    private static func rounded(_ x: Float) -> Float { Float(bitPattern: (x.bitPattern &+ 0x8000) & 0xffff_0000) }
    private static func bits(_ x: Float) -> UInt16 { UInt16(truncatingIfNeeded: x.bitPattern >> 16) }
    private static func float(_ bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }
}

/// Readable twin of the kernel that splits pixels.
func splitScalar(_ arguments: UnsafePointer<pansecb_split>) {
    let s = arguments.pointee
    let channels = Int(s.channels)
    for pixel in 0..<Int(s.pixels) {
        for channel in 0..<channels {
            SplitFloat(s.input[pixel * channels + channel]).store(
                s.output + 2 * pixel * channels, channel: channel, of: channels)
        }
    }
}

/// Readable twin of the convolution of split pixels.
func splitConvolutionScalar(_ arguments: UnsafePointer<pansecb_split_convolution>) {
    let c = arguments.pointee
    let channels = Int(c.input_channels), taps = Int(c.taps), groups = (channels + 31) / 32,
        stride = Int(c.output_stride)
    for x in 0..<Int(c.output_width) {
        for output in 0..<Int(c.output_blocks) * 16 {
            var sum: Float = 0
            for tap in 0..<taps {
                guard let row = pansecb_split_row(arguments, Int32(truncatingIfNeeded: tap)) else { continue }
                let pixel = row + 2 * x * Int(c.input_step) * channels
                for channel in 0..<channels {
                    let matrix = (output / 16 * taps + tap) * groups + channel / 32
                    let weight = SplitFloat(c.weights + 1024 * matrix, input: channel % 32, output: output % 16)
                    let value = SplitFloat(pixel, channel: channel, of: channels)
                    sum += value.product(weight)
                    if channels == 16 { sum += value.lower * weight.lower }
                }
            }
            sum += c.bias[output]
            if let residual = c.residual { sum += residual[x * stride + output] }
            if c.relu != 0 && sum < 0 { sum = 0 }
            if let split = c.split_output {
                SplitFloat(sum).store(split + 2 * x * stride, channel: output, of: stride)
            } else if let floats = c.output {
                floats[x * stride + output] = sum
            }
        }
    }
}
