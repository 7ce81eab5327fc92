import CShims

/// One row of a convolution in matrix registers: 32 pixels and 32 output channels at a time.
func splitConvolution(_ arguments: UnsafePointer<pansecb_split_convolution>) {
    let c = arguments.pointee
    let width = Int(c.output_width)
    for x in stride(from: 0, to: width, by: 32) {
        let left = width - x
        if left > 16 {
            blocks(arguments, c, x, min(left, 32), registers: 2)
        } else {
            blocks(arguments, c, x, left, registers: 1)
        }
    }
}

/// Computes all channels of `count` pixels from `x` on, which fill `registers` registers.
@inline(__always)
private func blocks(
    _ arguments: UnsafePointer<pansecb_split_convolution>, _ c: pansecb_split_convolution, _ x: Int, _ count: Int,
    registers: Int32
) {
    var block = 0
    while block + 2 <= Int(c.output_blocks) {
        sum(arguments, c, x: x, block: block, pixels: registers, blocks: 2)
        finish(c, x: x, count: count, block: block, blocks: 2)
        block += 2
    }
    if block < Int(c.output_blocks) {
        sum(arguments, c, x: x, block: block, pixels: registers, blocks: 1)
        finish(c, x: x, count: count, block: block, blocks: 1)
    }
}

/// Sums over taps and input channels, into the scratch memory.
@inline(__always)
private func sum(
    _ arguments: UnsafePointer<pansecb_split_convolution>, _ c: pansecb_split_convolution, x: Int, block: Int,
    pixels: Int32, blocks: Int32
) {
    let channels = Int(c.input_channels), stride = 2 * channels * Int(c.input_step), groups = (channels + 31) / 32
    let blockStride = Int(c.taps) * groups * 1024
    var weights = c.weights + block * blockStride
    pansecb_sums_clear(pixels, blocks)
    for tap in 0..<c.taps {
        guard let row = pansecb_split_row(arguments, tap) else {
            weights += groups * 1024
            continue
        }
        let pixel = row + x * stride
        if channels == 16 {
            // Both parts of a pixel together have 32 numbers.
            pansecb_pixels_load(pixel, stride, pixels)
            pansecb_weights_load(weights + 512, blockStride, blocks)
            pansecb_sums_add(pixels, blocks)
            pansecb_weights_load(weights, blockStride, blocks)
            pansecb_sums_add(pixels, blocks)
            weights += 1024
        } else {
            for group in 0..<groups {
                pansecb_pixels_load(pixel + 64 * group, stride, pixels)
                pansecb_weights_load(weights + 512, blockStride, blocks)
                pansecb_sums_add(pixels, blocks)
                pansecb_weights_load(weights, blockStride, blocks)
                pansecb_sums_add(pixels, blocks)
                pansecb_pixels_load(pixel + (64 * group + 32), stride, pixels)
                pansecb_sums_add(pixels, blocks)
                weights += 1024
            }
        }
    }
    pansecb_sums_store(c.scratch, pixels, blocks)
}

/// Applies bias, residual and ReLU; stores the results as floats or as split pixels.
@inline(__always)
private func finish(_ c: pansecb_split_convolution, x: Int, count: Int, block: Int, blocks: Int) {
    let stride = Int(c.output_stride), bias = load(c.bias + 16 * block),
        bias2 = blocks == 2 ? load(c.bias + (16 * block + 16)) : bias
    var sums = UnsafePointer(c.scratch + 0), place = x * stride + 16 * block
    for _ in 0..<count {
        let first = finished(c, load(sums), bias, place),
            second = blocks == 2 ? finished(c, load(sums + 16), bias2, place + 16) : first
        if let split = c.split_output {
            // Offsets in split pixels are twice those in floats.
            let parts = split + 2 * place
            if blocks == 2 { pansecb_split32(first, second, parts, parts + 32) } else { pansecb_split16(first, parts) }
        } else if let output = c.output {
            store(first, output + place)
            if blocks == 2 { store(second, output + (place + 16)) }
        }
        sums += 32
        place += stride
    }
}

@inline(__always)
private func finished(_ c: pansecb_split_convolution, _ sum: Block, _ bias: Block, _ place: Int) -> Block {
    var sum = sum + bias
    if let residual = c.residual { sum += load(residual + place) }
    return c.relu != 0 ? relu(sum) : sum
}
