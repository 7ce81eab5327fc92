import PanSECB

extension Geometry {
    /// The geometry that computes the input's gradient from the output's; its matrices are transposed.
    static func backward(_ layer: Layer) -> Geometry {
        switch layer.kind {
        case .column:
            return Geometry([Phase((0..<3).map { Tap(window: 2 - $0, y: ($0 - 1) * layer.dilation, x: 0) })])
        case .row:
            return Geometry([Phase((0..<3).map { Tap(window: 2 - $0, y: 0, x: ($0 - 1) * layer.dilation) })])
        case .down: return transposed
        case .up: return stride2
        case .head:
            return Geometry([Phase((0..<4).map { Tap(window: $0, y: $0 / 2, x: $0 % 2) })], inputStep: 2)
        }
    }
}
