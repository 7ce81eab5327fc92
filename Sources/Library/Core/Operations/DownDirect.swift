import CShims

/// A downsampling module, directly: a row of output at a time.
class DownDirect: Operation {
    let packed: PackedLayer<PackedDirect>
    let downsampling: Downsampling

    init(_ node: Int, _ layers: [Layer], _ kernels: pansecb_kernels, _ memory: inout PackingMemory) {
        packed = PackedLayer(layers[0], &memory)
        downsampling = Downsampling(layers[0], &memory)
        super.init(node, layers, kernels)
    }

    override var form: StaticString { "direct" }

    override func set(layer: Int, _ tensor: LayerTensor, _ values: UnsafePointer<Float>) {
        if tensor != .poolScale { packed.set(tensor, values) }
        downsampling.set(tensor, values)
    }

    override func scratchBytes(width: Int) -> Int {
        4 * PackedDirect.scratchFloats(inputs: packed.weights.inputs)
    }

    override func items(_ frame: Frame, height: Int) -> Int { height / 2 }

    override func run(_ y: Int, _ work: Work) {
        downsample(y, work, edge: work.scratch.assumingMemoryBound(to: Float.self)) { row in
            work.inputRow(row, channels: packed.weights.inputs)
        }
    }

    /// Row `y` of the output.
    /// - Parameters:
    ///   - edge: the convolution's scratch memory.
    ///   - row: returns the first pixel of an input row; nil outside the image.
    func downsample(
        _ y: Int, _ work: Work, edge: UnsafeMutablePointer<Float>, row: (Int) -> UnsafePointer<Float>?
    ) {
        guard let upper = row(2 * y), let lower = row(2 * y + 1) else { return }
        let width = work.width / 2, output = work.output + y * width * packed.outputs
        var c = packed.weights.arguments(phase: 0, width: work.width, scratch: edge)
        c.setTaps(packed.weights.geometry[0]) { row(2 * y + $0) }
        c.bias = UnsafePointer(packed.bias)
        c.relu = 1
        c.output = output
        c.output_stride = Int32(truncatingIfNeeded: packed.outputs)
        kernels.convolution(&c)
        // If the convolution's last block is not full (13 channels), it wrote zeros in place of the pooled channels.
        downsampling.pool(
            kernels, upper: upper, lower: lower, stride: packed.weights.inputs, width: width, to: output)
    }
}
