/// What one step of a byte is worth, in a layer: of its input, its output and what it adds. An activation is its byte
/// times the scale of its map; a camera pixel's scale is 1/255.
struct QuantisedScales {
    let input: Float
    /// 1 where the output is floats.
    let output: Float
    /// Of the block's input, which the last convolution of a block adds.
    let residual: Float

    /// The scale of a camera pixel.
    static let camera: Float = 1 / 255
}

/// What turns a quantised layer's sums into bytes: factors and biases of each output, in steps of the output. The model
/// owns the memory; the structure has only numbers and pointers.
struct QuantisedOutputs {
    /// [blocks * 16], and the same times the number of matrices with a factor of their own.
    let scale: UnsafeMutablePointer<Float>, bias: UnsafeMutablePointer<Float>
    /// [blocks * 16]: steps of the output in a step of what is added.
    let residualScale: UnsafeMutablePointer<Float>
    /// Of each output's weights, as stored.
    private let weightScale: UnsafeMutablePointer<Float>
    /// Input, output and residual.
    private let scales: UnsafeMutablePointer<Float>
    private let outputs: Int, matrices: Int, lanes: Int

    init(_ layer: Layer, matrices: Int, _ memory: inout PackingMemory) {
        outputs = layer.convolutionOutputs
        lanes = layer.blocks * 16
        self.matrices = matrices
        scale = memory.take(matrices * lanes)
        bias = memory.take(lanes)
        residualScale = memory.take(lanes)
        weightScale = memory.take(lanes)
        scales = memory.take(3)
    }

    /// Must come before the tensors.
    func set(_ scales: QuantisedScales) {
        self.scales[0] = scales.input
        self.scales[1] = scales.output
        self.scales[2] = scales.residual
        residualScale.update(repeating: scales.residual / scales.output, count: lanes)
    }

    func set(_ tensor: LayerTensor, _ values: UnsafePointer<Float>) {
        switch tensor {
        case .weightScale: weightScale.update(from: values, count: outputs)
        case .bias: for output in 0..<outputs { bias[output] = values[output] / scales[1] }
        case .weight, .poolScale, .outputScale: break
        }
    }

    /// Sets the factor of an output in a matrix whose weights are stored in steps of `step` of the layer's.
    func setScale(matrix: Int, output: Int, step: Double) {
        scale[matrix * lanes + output] = Float(
            Double(scales[0]) * Double(weightScale[output]) * step / Double(scales[1]))
    }

    /// Steps of the output in a step of the input.
    var inputScale: Float { scales[0] / scales[1] }
    var outputScale: Float { scales[1] }
}

/// Weights as a quantised kernel reads them: [...][inputs / group][16 outputs][group].
struct GroupedWeights {
    let start: UnsafeMutableRawPointer
    private let inputs: Int, group: Int
    /// Bytes of a matrix of 16 outputs.
    let matrixBytes: Int

    init(matrices: Int, inputs: Int, group: Int, _ memory: inout PackingMemory) {
        self.inputs = inputs
        self.group = group
        matrixBytes = inputs * 16 * (4 / group)
        start = UnsafeMutableRawPointer(memory.take((matrices * matrixBytes + 3) / 4))
    }

    func set(_ value: Int8, matrix: Int, input: Int, lane: Int) {
        let place = (input / group * 16 + lane) * group + input % group, matrix = start + matrix * matrixBytes
        if group == 4 {
            matrix.storeBytes(of: value, toByteOffset: place, as: Int8.self)
        } else {
            matrix.storeBytes(of: Int16(value), toByteOffset: 2 * place, as: Int16.self)
        }
    }
}

/// A layer's weights in a file: whole numbers -127 ... 127, in PyTorch's order.
struct StoredWeights {
    let values: UnsafePointer<Float>
    private let layer: Layer
    private let places: Int

    init(_ values: UnsafePointer<Float>, _ layer: Layer) {
        self.values = values
        self.layer = layer
        places = layer.window.height * layer.window.width
    }

    subscript(output: Int, input: Int, place: Int) -> Int {
        let pair = layer.isTransposed ? input * layer.convolutionOutputs + output : output * layer.inputs + input
        return Int(values[pair * places + place])
    }
}
