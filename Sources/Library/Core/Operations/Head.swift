import CShims

/// A transposed 2x2 convolution to an output of the network: a row of features, two rows of output at a time.
/// `HeadDirect` and `HeadQuantised` are its forms.
class Head: Operation {
    private let output: Node.Output
    /// Where the head's channels begin in the raw output.
    private let firstChannel: Int
    private let channels: Int

    init(
        _ node: Int, _ output: Node.Output, in architecture: Architecture, _ layers: [Layer], _ kernels: pansecb_kernels
    ) {
        self.output = output
        if case .seeds = output { firstChannel = architecture.firstSeed } else { firstChannel = 0 }
        channels = layers[0].outputs
        super.init(node, layers, kernels)
    }

    /// Bytes of scratch memory that the kernel needs.
    var kernelBytes: Int { 0 }

    /// Computes a row of the output from row `row / 2` of the features, channel c at `logits + c * plane`.
    func compute(
        row: Int, _ work: Work, kernel: UnsafeMutableRawPointer, to logits: UnsafeMutablePointer<Float>, plane: Int
    ) {}

    /// Computes the head at some pixels only, from `features` with `featureWidth` pixels a row: `channels` of its
    /// channels from `first` on. The order of arithmetic is that of the whole map, so the numbers are the same.
    func sample(
        _ pixels: UnsafePointer<UInt32>, count: Int, of features: UnsafePointer<Float>, featureWidth: Int, width: Int,
        first: Int, to outputs: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>?)
    ) {}

    /// Scratch memory: the kernel's, and a row of the output, [channels][width].
    private func memory(
        _ layout: inout ScratchLayout, width: Int
    ) -> (kernel: UnsafeMutableRawPointer, logits: UnsafeMutablePointer<Float>) {
        (layout.bytes(kernelBytes), layout.floats(channels * width))
    }

    override func scratchBytes(width: Int) -> Int {
        var layout = ScratchLayout()
        _ = memory(&layout, width: 2 * width)
        return layout.size
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
            compute(row: row, work, kernel: memory.kernel, to: logits, plane: plane)
            switch output {
            case .semantic: frame.pointee.outputs.chooseWinners(logits, plane: plane, row: row, width: width, kernels)
            case .seeds:
                frame.pointee.outputs.markSeeds(
                    logits, plane: plane, channels: channels, row: row, width: width, kernels)
            case .offsets: break
            }
        }
    }

    /// The raw output that contains the head's channels, if wanted.
    private func raw(_ outputs: NetworkOutputs) -> UnsafeMutablePointer<Float>? {
        if case .semantic = output { return outputs.semantic }
        return outputs.instance
    }
}
