import CPanSECB
import CShims

/// What is executed at once: a layer; a pair of convolutions, 3x1 and 1x3, with nothing but a strip of rows between
/// them; or a block's two pairs.
struct Step {
    let packed: PackedLayer
    /// The 1x3 convolution of a pair.
    var second: PackedLayer?
    /// The second pair of a block that is executed as one.
    var later: (column: PackedLayer, row: PackedLayer)?
    /// Cells of the need map, away from seeds, at which the output still matters; nil: it matters everywhere.
    var halo: Int?
    /// Input pixels are 2^level camera pixels wide and high.
    let level: Int
    /// Offsets in the arena; the first layer reads the camera's image, a head writes the network's outputs.
    var input: Int?
    var output: Int?
    let stage: Stage
    /// Where a head's channels go.
    let head: Head?

    var layers: [Layer] {
        var layers = [packed.layer]
        if let second { layers.append(second.layer) }
        if let later { layers += [later.column.layer, later.row.layer] }
        return layers
    }

    enum Head {
        case semantic
        /// Offsets and sigmas: the first channels of the raw instance output.
        case offsets
        /// Seed maps: its last channels, from this one on.
        case seeds(Int)
    }
}

/// The parts of a frame whose time is told.
enum Stage: Int { case input, encoder, semantic, instance, clustering, output }

/// Everything about a session that depends on the model and the largest frame only: steps, and where each buffer lies
/// in the arena. Smaller frames use the same places.
struct Plan {
    private(set) var steps: [Step] = []
    /// Offsets of what the panoptic part needs: winning channel of each pixel; seed bits; object of each pixel;
    /// candidates of one class.
    private(set) var winners = 0, seedBits = 0, need = 0, objects = 0, candidates = 0
    /// The heads of offsets and seeds, which are sampled where there are candidates.
    private(set) var offsetHead: Step?, seedHead: Step?
    /// Steps behind this one serve only the offsets: they are left out where no class has seeds.
    private(set) var lastStepForSeeds = 0
    /// Object table and working memory of each worker.
    private(set) var objectTable = 0, scratch = 0
    private(set) var scratchBytes = 0
    private(set) var bytes = 0
    /// Pixels of the largest frame, padded.
    let pixels: Int

    init(_ architecture: Architecture, _ layers: [PackedLayer], width: Int, height: Int, workers: Int) {
        let paddedWidth = Plan.padded(width)
        pixels = paddedWidth * Plan.padded(height)
        var arena = ArenaPlan()
        var buffers: [(input: Int?, output: Int?)] = []
        // `features` is what a layer or block reads; `inner` what the second pair of a block reads.
        var features: Int?, inner: Int?, level = 0, encoded: (features: Int?, level: Int) = (nil, 0)
        for (number, packed) in layers.enumerated() where packed.layer.kind != .row {
            let layer = packed.layer, now = steps.count, isWholeBlock = layer.kind == .column && layer.inputs < 64
            if isWholeBlock, layer.part > 0 { continue }
            if case .decoder(_, 0) = layer.place { (features, level) = encoded }
            let second = layer.kind == .column ? layers[number + 1] : nil
            let input = layer.part == 0 ? features : inner
            var output: Int?
            steps.append(
                Step(
                    packed: packed, second: second,
                    later: isWholeBlock ? (layers[number + 2], layers[number + 3]) : nil, level: level,
                    stage: Plan.stage(layer, number), head: Plan.head(architecture, layer)))
            switch layer.kind {
            case .down, .up,
                .column where isWholeBlock:
                if !isWholeBlock { level += layer.kind == .down ? 1 : -1 }
                output = arena.add(bytes: layer.outputs * (pixels >> (2 * level)) * 4, at: now)
                features = output
            case .column where layer.part == 0:
                output = arena.add(bytes: layer.outputs * (pixels >> (2 * level)) * 4, at: now)
                inner = output
            case .column, .row:
                // The last convolution of a block writes over the block's input, which it adds.
                output = features
            case .head: break
            }
            if let input { arena.use(input, at: now) }
            if let output { arena.use(output, at: now) }
            if case .encoder = layer.place { encoded = (features, level) }
            buffers.append((input, output))
        }

        let end = steps.count
        let winners = arena.add(bytes: architecture.semanticChannels > 0 ? pixels : 0, at: end)
        let seedBits = arena.add(bytes: SeedBits.bytes(architecture.things, width: width, height: height), at: end)
        for (number, step) in steps.enumerated() {
            switch step.head {
            case .semantic?: arena.use(winners, at: number)
            case .seeds?:
                arena.use(seedBits, at: number)
                // Its features are sampled again when objects are looked for.
                if let input = buffers[number].input { arena.use(input, at: end) }
                lastStepForSeeds = number
            case .offsets?: if let input = buffers[number].input { arena.use(input, at: end) }
            case nil: break
            }
        }
        let need = arena.add(bytes: architecture.things > 0 ? NeedMap.bytes(pixels: pixels) : 0, at: end)
        arena.use(need, at: lastStepForSeeds)
        setHalos()
        let table = arena.add(bytes: ObjectTable.bytes(architecture, pixels: pixels), at: end)
        // The last: there is room for every pixel, and hardly ever are so many candidates.
        let objectBytes = Memory.aligned(pixels * 2)
        let objects = arena.add(bytes: architecture.things > 0 ? objectBytes + Candidates.bytes(pixels) : 0, at: end)
        scratchBytes = RowScratch.bytes(layers, paddedWidth: paddedWidth)
        let scratch = arena.add(bytes: scratchBytes * workers, at: 0)
        arena.use(scratch, at: end)
        arena.place()

        for (number, pair) in buffers.enumerated() {
            steps[number].input = pair.input.map { arena.buffers[$0].offset }
            steps[number].output = pair.output.map { arena.buffers[$0].offset }
            if case .offsets? = steps[number].head { offsetHead = steps[number] }
            if case .seeds? = steps[number].head { seedHead = steps[number] }
        }
        self.winners = arena.buffers[winners].offset
        self.need = arena.buffers[need].offset
        self.seedBits = arena.buffers[seedBits].offset
        self.objects = arena.buffers[objects].offset
        candidates = self.objects + objectBytes
        objectTable = arena.buffers[table].offset
        self.scratch = arena.buffers[scratch].offset
        bytes = arena.bytes
    }

    /// From the offsets' head back to the encoder: how far from a seed each layer's output is still looked at, in
    /// pixels of the image.
    private mutating func setHalos() {
        var reach = 0
        for i in steps.indices.reversed() where i > lastStepForSeeds && steps[i].head == nil {
            steps[i].halo = (reach + 7) / 8
            // A pair looks one pixel around, a block's two pairs two; a transposed convolution one pixel to the right
            // and down. In a Winograd tile every input enters every output, if only in the last bits: all other outputs
            // of the tile, and one pixel around them.
            let pixels = steps[i].packed.form.tileOutputs ?? (steps[i].later == nil ? 1 : 2)
            reach += pixels << steps[i].level
        }
    }

    /// Sides of the image that the network sees: multiples of 8.
    static func padded(_ side: Int) -> Int { (side + 7) & ~7 }

    private static func stage(_ layer: Layer, _ number: Int) -> Stage {
        switch layer.place {
        case .encoder: return number == 0 ? .input : .encoder
        case .decoder(0, _), .decoderHead(0), .seed: return .semantic
        default: return .instance
        }
    }

    private static func head(_ architecture: Architecture, _ layer: Layer) -> Step.Head? {
        switch (layer.place, architecture.kind) {
        case (.seed, _), (.decoderHead(1), .branchedERFNet): return .seeds(2 + architecture.sigmas)
        case (.decoderHead(0), .branchedERFNet), (.decoderHead(1), .panSECB): return .offsets
        case (.decoderHead, _): return .semantic
        default: return nil
        }
    }
}
