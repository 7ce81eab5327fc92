import CShims

/// A transposed 2x2 convolution to an output of the network, directly: a row of features, two rows of output at a time.
final class HeadDirect: Operation {
    private let packed: PackedLayer<PackedDirect>
    private let output: Node.Output
    /// Where the head's channels begin in the raw output.
    private let firstChannel: Int

    init(
        _ node: Int, _ output: Node.Output, in architecture: Architecture, _ layers: [Layer],
        _ kernels: pansecb_kernels, memory: inout PackingMemory
    ) {
        packed = PackedLayer(layers[0], &memory)
        self.output = output
        if case .seeds = output { firstChannel = architecture.firstSeed } else { firstChannel = 0 }
        super.init(node, layers, kernels)
    }

    override var form: StaticString { "direct" }

    override func set(layer: Int, _ tensor: LayerTensor, _ values: UnsafePointer<Float>) { packed.set(tensor, values) }

    /// Scratch memory: the kernel's, and a row of the output, [channels][width].
    private func memory(
        _ layout: inout ScratchLayout, width: Int
    ) -> (kernel: UnsafeMutablePointer<Float>, logits: UnsafeMutablePointer<Float>) {
        (layout.floats(Int(PANSECB_HEAD_SCRATCH)), layout.floats(packed.outputs * width))
    }

    override func scratchBytes(width: Int) -> Int {
        var layout = ScratchLayout()
        _ = memory(&layout, width: 2 * width)
        return layout.bytes
    }

    override func items(_ frame: Frame, height: Int) -> Int {
        switch output {
        case .semantic: return frame.outputs.semantic != nil || frame.outputs.winners != nil ? height : 0
        case .offsets: return frame.outputs.instance != nil ? height : 0
        case .seeds: return frame.outputs.instance != nil || frame.outputs.seedBits != nil ? height : 0
        }
    }

    override func run(_ y: Int, _ work: Work) {
        let frame = work.frame, width = frame.pointee.width, height = frame.pointee.height
        var layout = ScratchLayout(work.scratch)
        let memory = memory(&layout, width: 2 * work.width)
        for row in 2 * y..<2 * y + 2 where row < height {
            // Writes raw outputs if they are wanted; otherwise each channel has one scratch row.
            let raw = raw(frame.pointee.outputs).map { $0 + (firstChannel * height + row) * width }
            let logits = raw ?? memory.logits, plane = raw == nil ? width : width * height
            var h = pansecb_head()
            h.features = work.inputRow(y, channels: packed.inputs)
            h.width = Int32(truncatingIfNeeded: width)
            h.channels = Int32(truncatingIfNeeded: packed.outputs)
            let phase = row % 2 * 2
            h.weights = (
                UnsafePointer(packed.weights.phase(phase)), UnsafePointer(packed.weights.phase(phase + 1))
            )
            h.bias = UnsafePointer(packed.bias)
            h.output = logits
            h.plane = plane
            h.scratch = memory.kernel
            kernels.head(&h)
            switch output {
            case .semantic: frame.pointee.outputs.chooseWinners(logits, plane: plane, row: row, width: width, kernels)
            case .seeds:
                frame.pointee.outputs.markSeeds(
                    logits, plane: plane, channels: packed.outputs, row: row, width: width, kernels)
            case .offsets: break
            }
        }
    }

    /// The raw output that contains the head's channels, if wanted.
    private func raw(_ outputs: NetworkOutputs) -> UnsafeMutablePointer<Float>? {
        if case .semantic = output { return outputs.semantic }
        return outputs.instance
    }

    /// Computes the head at some pixels only, from `features` with `featureWidth` pixels a row: `channels` of its
    /// channels from `first` on. The order of arithmetic is that of the whole map, so the numbers are the same.
    func sample(
        _ pixels: UnsafePointer<UInt32>, count: Int, of features: UnsafePointer<Float>, featureWidth: Int, width: Int,
        first: Int, to outputs: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>?)
    ) {
        var s = pansecb_sample()
        s.features = features
        s.feature_width = Int32(truncatingIfNeeded: featureWidth)
        s.width = Int32(truncatingIfNeeded: width)
        s.pixels = pixels
        s.count = count
        s.weights = UnsafePointer(packed.weights.phase(0))
        s.phase_stride = packed.weights.blocks * packed.inputs * 16
        s.bias = UnsafePointer(packed.bias)
        s.first = Int32(truncatingIfNeeded: first)
        s.channels = outputs.1 == nil ? 1 : 2
        s.outputs.0 = outputs.0
        s.outputs.1 = outputs.1
        kernels.sample(&s)
    }
}
