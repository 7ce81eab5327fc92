import CShims

/// The pixels of one thing class whose seed is above the mask threshold. They are in the arena; in order of pixels,
/// until `sort`.
struct Candidates {
    /// Pixel number y * width + x.
    let pixel: UnsafeMutablePointer<UInt32>
    /// Seed, 0 ... 1; set to 0 when the pixel is no longer free. (No candidate has a seed of 0.)
    let seed: UnsafeMutablePointer<Float>
    /// Embedding: tanh(offset) + pixel coordinates.
    let x: UnsafeMutablePointer<Float>
    let y: UnsafeMutablePointer<Float>
    /// Memory for the tree of their boxes.
    let treeMemory: UnsafeMutableRawPointer
    private(set) var count = 0

    static func bytes(_ pixels: Int) -> Int { treeBytes(pixels) + 4 * 4 * padded(pixels) }

    /// The tree is built anew after sorting, which uses its memory.
    private static func treeBytes(_ pixels: Int) -> Int {
        Memory.aligned(max(CandidateTree.bytes(pixels), EmbeddingOrder.bytes))
    }

    /// Whole blocks: the entries after the last candidate lie nowhere and are not free.
    private static func padded(_ count: Int) -> Int {
        (count + CandidateTree.size - 1) / CandidateTree.size * CandidateTree.size
    }

    init(_ start: UnsafeMutableRawPointer, pixels: Int) {
        treeMemory = start
        let lists = start + Candidates.treeBytes(pixels), pixels = Candidates.padded(pixels)
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
            pixel[i] = .max
        }
    }

    /// Sorts them by their embeddings. No tree is valid afterwards.
    func sort(width: Int, height: Int) { EmbeddingOrder(self, width: width, height: height, treeMemory).sort() }

    /// All about a candidate.
    struct Entry {
        let pixel: UInt32
        let seed: Float, x: Float, y: Float
    }

    subscript(i: Int) -> Entry { Entry(pixel: pixel[i], seed: seed[i], x: x[i], y: y[i]) }

    func set(_ entry: Entry, at i: Int) {
        pixel[i] = entry.pixel
        seed[i] = entry.seed
        x[i] = entry.x
        y[i] = entry.y
    }

    private func map(
        _ kernel: (@convention(c) (UnsafePointer<pansecb_map>?) -> Void)?, _ values: UnsafeMutablePointer<Float>
    ) {
        var m = pansecb_map(input: UnsafePointer(values), output: values, count: count)
        kernel?(&m)
    }
}
