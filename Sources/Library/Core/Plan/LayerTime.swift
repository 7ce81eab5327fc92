/// The time of a frame's layer, or of several that run as one.
public struct LayerTime {
    public let layers: [Layer]
    /// Height and width of the input.
    public let inputHeight: Int, inputWidth: Int
    public let nanoseconds: UInt64
    /// Name of the layer's form: "direct", "winograd", "split" or "split-winograd".
    public let form: StaticString

    /// Multiplications and additions of the layers as written down, whatever the kernel does.
    public var multiplyAdds: Int { layers.reduce(0) { $0 + multiplyAdds($1) } }

    private func multiplyAdds(_ layer: Layer) -> Int {
        let pixels = inputHeight * inputWidth, pairs = layer.inputs * layer.convolutionOutputs
        switch layer.kind {
        case .down: return pixels / 4 * 9 * pairs
        case .column, .row: return pixels * 3 * pairs
        case .up: return pixels * 9 * pairs
        case .head: return pixels * 4 * pairs
        }
    }
}
