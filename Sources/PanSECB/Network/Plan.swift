import CPanSECB
import CShims

/// One layer as it is executed: which buffer it reads, which it writes.
struct Step {
    let packed: PackedLayer
    /// Input pixels are 2^level camera pixels wide and high.
    let level: Int
    /// Offsets in the arena; the first layer reads the camera's image, a head writes the network's outputs.
    var input: Int?
    var output: Int?
    let stage: Stage
    /// Where a head's channels go.
    let head: Head?

    enum Head {
        case semantic
        /// First channel in the raw instance output.
        case instance(Int)
    }
}

/// The parts of a frame whose time is told.
enum Stage: Int { case input, encoder, semantic, instance, clustering, output }

/// Everything about a session that depends on the model and the largest frame only: steps, and where each buffer lies in the
/// arena. Smaller frames use the same places.
struct Plan {
    private(set) var steps: [Step] = []
    /// Offsets of what the panoptic part needs: winning channel of each pixel; raw instance output; object of each pixel;
    /// candidates of one class.
    private(set) var winners = 0, instance = 0, objects = 0, candidates = 0
    /// Object table and working memory of each worker.
    private(set) var objectTable = 0, scratch = 0
    private(set) var scratchBytes = 0
    private(set) var bytes = 0
    /// Pixels of the largest frame, padded.
    let pixels: Int

    init(_ architecture: Architecture, _ layers: [PackedLayer], width: Int, height: Int, workers: Int) {
        let paddedWidth = Plan.padded(width)
        pixels = paddedWidth * Plan.padded(height)
        let end = layers.count
        var arena = ArenaPlan()
        let instance = arena.add(bytes: architecture.instanceChannels * pixels * 4, at: end)
        let winners = arena.add(bytes: architecture.semanticChannels > 0 ? pixels : 0, at: end)
        let objects = arena.add(bytes: pixels * 4, at: end)
        let candidates = arena.add(bytes: architecture.things > 0 ? Candidates.bytes(pixels) : 0, at: end)
        let table = arena.add(bytes: ObjectTable.bytes(architecture, pixels: pixels), at: end)
        scratchBytes = RowScratch.bytes(layers, paddedWidth: paddedWidth)
        let scratch = arena.add(bytes: scratchBytes * workers, at: 0)
        arena.use(scratch, at: end)

        // `features` is what a layer or block reads; `inner` what the next convolution inside of a block reads.
        var features: Int?, inner: Int?, level = 0, encoded: (features: Int?, level: Int) = (nil, 0)
        var buffers: [(input: Int?, output: Int?)] = []
        for (number, packed) in layers.enumerated() {
            let layer = packed.layer
            if case .decoder(_, 0) = layer.place { (features, level) = encoded }
            let input = layer.part == 0 ? features : inner
            var output: Int?
            let head = Plan.head(architecture, layer)
            steps.append(Step(packed: packed, level: level, stage: Plan.stage(layer, number), head: head))
            switch layer.kind {
            case .down, .up:
                level += layer.kind == .down ? 1 : -1
                output = arena.add(bytes: layer.outputs * (pixels >> (2 * level)) * 4, at: number)
                features = output
            case .column where !layer.addsBlockInput, .row where !layer.addsBlockInput:
                output = arena.add(bytes: layer.outputs * (pixels >> (2 * level)) * 4, at: number)
                inner = output
            case .row, .column:
                // The last convolution of a block writes over the block's input, which it adds.
                output = features
            case .head:
                if case .instance? = head { arena.use(instance, at: number) } else { arena.use(winners, at: number) }
            }
            if let input { arena.use(input, at: number) }
            if let output { arena.use(output, at: number) }
            if case .encoder = layer.place { encoded = (features, level) }
            buffers.append((input, output))
        }
        arena.place()

        for (number, pair) in buffers.enumerated() {
            steps[number].input = pair.input.map { arena.buffers[$0].offset }
            steps[number].output = pair.output.map { arena.buffers[$0].offset }
        }
        self.winners = arena.buffers[winners].offset
        self.instance = arena.buffers[instance].offset
        self.objects = arena.buffers[objects].offset
        self.candidates = arena.buffers[candidates].offset
        objectTable = arena.buffers[table].offset
        self.scratch = arena.buffers[scratch].offset
        bytes = arena.bytes
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
        case (.seed, _): return .instance(2 + architecture.sigmas)
        case (.decoderHead(0), .branchedERFNet), (.decoderHead(1), .panSECB): return .instance(0)
        case (.decoderHead(1), .branchedERFNet): return .instance(2 + architecture.sigmas)
        case (.decoderHead, _): return .semantic
        default: return nil
        }
    }
}
