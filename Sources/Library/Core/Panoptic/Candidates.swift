import CShims

/// The pixels of one thing class whose seed is above the mask threshold, in order of pixels. They are in the arena.
struct Candidates {
    /// Pixel number y * width + x.
    let pixel: UnsafeMutablePointer<UInt32>
    /// Seed, 0 ... 1; set to 0 when the pixel is no longer free. (No candidate has a seed of 0.)
    let seed: UnsafeMutablePointer<Float>
    /// Embedding: tanh(offset) + pixel coordinates.
    let x: UnsafeMutablePointer<Float>
    let y: UnsafeMutablePointer<Float>
    /// Memory for the bounds of their blocks.
    let blockMemory: UnsafeMutableRawPointer
    private(set) var count = 0

    static func bytes(_ pixels: Int) -> Int { Memory.aligned(CandidateBlocks.bytes(pixels)) + 4 * 4 * padded(pixels) }

    /// Whole blocks: the entries after the last candidate lie nowhere and are not free.
    private static func padded(_ count: Int) -> Int {
        (count + CandidateBlocks.size - 1) / CandidateBlocks.size * CandidateBlocks.size
    }

    init(_ start: UnsafeMutableRawPointer, pixels: Int) {
        blockMemory = start
        let lists = start + Memory.aligned(CandidateBlocks.bytes(pixels)), pixels = Candidates.padded(pixels)
        pixel = lists.assumingMemoryBound(to: UInt32.self)
        seed = (lists + 4 * pixels).assumingMemoryBound(to: Float.self)
        x = (lists + 8 * pixels).assumingMemoryBound(to: Float.self)
        y = (lists + 12 * pixels).assumingMemoryBound(to: Float.self)
    }

    /// Collects a thing class. If it has too few pixels for an object, their embeddings are not computed.
    mutating func collect(
        _ thing: Int, _ outputs: InstanceOutputs, _ architecture: Architecture, width: Int, height: Int,
        _ thresholds: Thresholds,
        kernels: pansecb_kernels
    ) {
        let pixels = width * height
        count = 0
        switch outputs {
        case .maps(let maps):
            let seeds = maps + (architecture.firstSeed + thing) * pixels
            for i in 0..<pixels where seeds[i] > thresholds.surelyBelow {
                pixel[count] = UInt32(truncatingIfNeeded: i)
                seed[count] = seeds[i]
                count += 1
            }
        case .heads(let heads):
            count = heads.bits.list(thing, width: width, to: pixel)
            heads.sampleSeeds(thing, pixel, count, seed)
        }
        map(kernels.sigmoid, seed)
        var kept = 0
        for i in 0..<count where seed[i] > thresholds.mask {
            pixel[kept] = pixel[i]
            seed[kept] = seed[i]
            kept += 1
        }
        count = kept
        if count <= thresholds.minPixels { return }
        switch outputs {
        case .maps(let maps):
            for i in 0..<count {
                x[i] = maps[Int(pixel[i])]
                y[i] = maps[pixels + Int(pixel[i])]
            }
        case .heads(let heads): heads.sampleOffsets(pixel, count, first: 0, x, y)
        }
        map(kernels.tanh, x)
        map(kernels.tanh, y)
        let stepX = Float(PixelGrid.stepX), stepY = Float(PixelGrid.stepY)
        for i in 0..<count {
            let (row, column) = Int(pixel[i]).quotientAndRemainder(dividingBy: width)
            x[i] += Float(column) * stepX
            y[i] += Float(row) * stepY
        }
        for i in count..<Candidates.padded(count) {
            x[i] = .nan
            y[i] = .nan
            seed[i] = 0
        }
    }

    private func map(
        _ kernel: (@convention(c) (UnsafePointer<pansecb_map>?) -> Void)?, _ values: UnsafeMutablePointer<Float>
    ) {
        var m = pansecb_map(input: UnsafePointer(values), output: values, count: count)
        kernel?(&m)
    }
}
