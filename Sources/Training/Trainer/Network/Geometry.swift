import PanSECB

/// A convolution, or the gradient of one with respect to its input, as sums over taps: on a grid of pixels, output
/// pixel (y * outputStep + row, x * outputStep + column) of each phase is the sum over its taps of input pixel (y *
/// inputStep + tap.y, x * inputStep + tap.x) times the matrix of the tap's place in the window. Pixels outside are
/// zeros.
struct Geometry {
    struct Tap {
        /// Place in the window, row by row.
        var window: Int
        var y: Int, x: Int
    }

    struct Phase {
        var taps: [Tap]
        var row = 0, column = 0
    }

    var phases: [Phase]
    var inputStep = 1, outputStep = 1

    static func forward(_ layer: Layer) -> Geometry {
        switch layer.kind {
        case .column:
            return Geometry(phases: [Phase(taps: (0..<3).map { Tap(window: $0, y: ($0 - 1) * layer.dilation, x: 0) })])
        case .row:
            return Geometry(phases: [Phase(taps: (0..<3).map { Tap(window: $0, y: 0, x: ($0 - 1) * layer.dilation) })])
        case .down: return stride2
        case .up: return transposed
        case .head:
            return Geometry(
                phases: (0..<4).map { Phase(taps: [Tap(window: $0, y: 0, x: 0)], row: $0 / 2, column: $0 % 2) },
                outputStep: 2)
        }
    }

    /// From the gradient of the output to that of the input; the matrices are transposed.
    static func backward(_ layer: Layer) -> Geometry {
        switch layer.kind {
        case .column:
            return Geometry(phases: [
                Phase(taps: (0..<3).map { Tap(window: 2 - $0, y: ($0 - 1) * layer.dilation, x: 0) })
            ])
        case .row:
            return Geometry(phases: [
                Phase(taps: (0..<3).map { Tap(window: 2 - $0, y: 0, x: ($0 - 1) * layer.dilation) })
            ])
        case .down: return transposed
        case .up: return stride2
        case .head:
            return Geometry(phases: [Phase(taps: (0..<4).map { Tap(window: $0, y: $0 / 2, x: $0 % 2) })], inputStep: 2)
        }
    }

    /// 3x3, padding 1, stride 2.
    private static let stride2 = Geometry(
        phases: [Phase(taps: (0..<9).map { Tap(window: $0, y: $0 / 3 - 1, x: $0 % 3 - 1) })], inputStep: 2)

    /// The transposed convolution of the same: even outputs take the window's middle, odd ones its two ends.
    private static let transposed = Geometry(
        phases: (0..<4).map { phase in
            let (row, column) = (phase / 2, phase % 2)
            let ends = [[(1, 0)], [(2, 0), (0, 1)]]
            let taps = ends[row].flatMap { (ky, y) in
                ends[column].map { (kx, x) in Tap(window: 3 * ky + kx, y: y, x: x) }
            }
            return Phase(taps: taps, row: row, column: column)
        }, outputStep: 2)
}
