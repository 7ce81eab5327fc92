import CShims

/// A downsampling module, quantised: a row of output at a time.
class DownQuantised: Operation {
    let packed: PackedQuantised
    /// [inputs]: factors of the pooled channels and their biases, in steps of the output.
    private let poolScale: UnsafeMutablePointer<Float>, poolBias: UnsafeMutablePointer<Float>
    private let pooled: Int

    init(_ node: Int, _ layers: [Layer], _ kernels: pansecb_kernels, _ memory: inout PackingMemory) {
        packed = PackedQuantised(layers[0], kernels, &memory)
        pooled = layers[0].inputs
        poolScale = memory.take(pooled)
        poolBias = memory.take(pooled)
        super.init(node, layers, kernels)
    }

    override var form: StaticString { "quantised" }
    override var numberBytes: Int { 1 }

    override func set(layer: Int, _ scales: QuantisedScales) { packed.set(scales) }

    override func set(layer: Int, _ tensor: LayerTensor, _ values: UnsafePointer<Float>) {
        packed.set(tensor, values)
        for channel in 0..<pooled {
            switch tensor {
            case .bias: poolBias[channel] = values[packed.convolutionOutputs + channel] / packed.results.outputScale
            case .poolScale: poolScale[channel] = values[channel] * packed.results.inputScale
            case .weight, .weightScale, .outputScale: break
            }
        }
    }

    override func scratchBytes(width: Int) -> Int { PackedQuantised.scratchBytes(inputs: packed.inputs) }

    override func items(_ frame: Frame, height: Int) -> Int { height / 2 }

    override func run(_ y: Int, _ work: Work) {
        downsample(y, work, edge: work.scratch) { work.inputRow($0, bytes: work.width * packed.inputs) }
    }

    /// Row `y` of the output.
    /// - Parameters:
    ///   - edge: the convolution's scratch memory.
    ///   - row: returns the first pixel of an input row; nil outside the image.
    func downsample(_ y: Int, _ work: Work, edge: UnsafeMutableRawPointer, row: (Int) -> UnsafeRawPointer?) {
        guard let upper = row(2 * y), let lower = row(2 * y + 1) else { return }
        let width = work.width / 2
        let output =
            UnsafeMutableRawPointer(work.output).assumingMemoryBound(to: UInt8.self)
            + y * width * packed.outputs
        var c = packed.arguments(phase: 0, width: work.width, scratch: edge)
        c.setTaps(packed.geometry[0]) { row(2 * y + $0) }
        c.output = output
        c.output_stride = Int32(truncatingIfNeeded: packed.outputs)
        kernels.quantised_convolution(&c)
        // If the convolution's last block is not full (13 channels), it wrote zeros in place of the pooled channels.
        var p = pansecb_quantised_pool()
        p.rows = (upper.assumingMemoryBound(to: UInt8.self), lower.assumingMemoryBound(to: UInt8.self))
        p.channels = Int32(truncatingIfNeeded: pooled)
        p.input_stride = Int32(truncatingIfNeeded: packed.inputs)
        p.output_width = Int32(truncatingIfNeeded: width)
        p.output_stride = Int32(truncatingIfNeeded: packed.outputs)
        p.scale = UnsafePointer(poolScale)
        p.bias = UnsafePointer(poolBias)
        p.output = output + packed.convolutionOutputs
        kernels.quantised_pool(&p)
    }
}
