/// A layer as sums over taps. Convolutions have one phase. A transposed convolution of stride 2 has four: output
/// pixels (2y + a, 2x + b) with a, b in {0, 1} form phase 2a + b, and each phase is a small convolution of its own, so
/// that no zero is ever multiplied. A tap is a place in the window and the input pixel, relative to y and x, that it
/// reads.
enum Phase {
    static func count(_ kind: Layer.Kind) -> Int { kind == .up || kind == .head ? 4 : 1 }

    static func taps(_ kind: Layer.Kind, _ phase: Int) -> Int {
        switch kind {
        case .down: return 9
        case .column, .row: return 3
        case .up: return (phase / 2 + 1) * (phase % 2 + 1)
        case .head: return 1
        }
    }

    /// Row and column of the window that a tap multiplies with.
    static func window(_ kind: Layer.Kind, _ phase: Int, _ tap: Int) -> (y: Int, x: Int) {
        switch kind {
        case .down: return (tap / 3, tap % 3)
        case .column: return (tap, 0)
        case .row: return (0, tap)
        case .up:
            // With padding 1, output 2y takes window row 1 of input y; output 2y + 1 takes row 2 of y and row 0 of y +
            // 1.
            let (a, b) = (phase / 2, phase % 2), (i, j) = (tap / (b + 1), tap % (b + 1))
            return (a == 0 ? 1 : 2 - 2 * i, b == 0 ? 1 : 2 - 2 * j)
        case .head: return (phase / 2, phase % 2)
        }
    }

    /// Rows and columns from the output pixel (of the phase's own grid) to the input pixel that a tap reads. `down`
    /// layers step by two: their output pixel y is input pixel 2y.
    static func offset(_ layer: Layer, _ phase: Int, _ tap: Int) -> (y: Int, x: Int) {
        switch layer.kind {
        case .down: return (tap / 3 - 1, tap % 3 - 1)
        case .column: return ((tap - 1) * layer.dilation, 0)
        case .row: return (0, (tap - 1) * layer.dilation)
        case .up: return (tap / (phase % 2 + 1), tap % (phase % 2 + 1))
        case .head: return (0, 0)
        }
    }
}
