import PanSECB

extension Layer {
    /// ONNX's operator for the layer's convolution, and its attributes.
    var convolution: (type: String, attributes: [Onnx_AttributeProto]) {
        let sides = [window.height, window.width]
        // A window of one pixel has no dilation; of two, as heads have it, no padding.
        let dilations = sides.map { $0 > 1 ? dilation : 1 }
        let padding = zip(sides, dilations).map { ($0 - 1) / 2 * $1 }
        let stride = kind == .column || kind == .row ? 1 : 2
        var attributes: [Onnx_AttributeProto] = [
            .ints("kernel_shape", sides), .ints("strides", [stride, stride]), .ints("pads", padding + padding),
            .ints("dilations", dilations),
        ]
        // Twice the size of the input, as for the other convolutions of stride 2.
        if kind == .up { attributes.append(.ints("output_padding", [1, 1])) }
        return (isTransposed ? "ConvTranspose" : "Conv", attributes)
    }
}
