/// A convolution, or the gradient of one with respect to its input, as sums over taps: on a grid of pixels, output
/// pixel (y * outputStep + row, x * outputStep + column) of each phase is the sum over its taps of input pixel (y *
/// inputStep + tap.y, x * inputStep + tap.x) times the matrix at the tap's place in the window. Pixels outside the
/// image are zero.
///
/// A transposed convolution of stride 2 has four phases, each a small convolution of its own, so that no zeros are
/// multiplied. The structure stores its taps inline: a frame reads them without touching a reference count.
package struct Geometry: Sendable {
    package struct Tap: Sendable {
        /// Place in the window, row by row.
        package var window = 0
        package var y = 0, x = 0

        package init(window: Int, y: Int, x: Int) {
            self.window = window
            self.y = y
            self.x = x
        }
    }

    package struct Phase: Sendable {
        private var places = InlineArray<9, Tap>(repeating: Tap(window: 0, y: 0, x: 0))
        package let count: Int
        /// Place among the output pixels of a grid point.
        package let row: Int, column: Int

        package init(_ taps: [Tap], row: Int = 0, column: Int = 0) {
            count = min(taps.count, places.count)
            self.row = row
            self.column = column
            for i in 0..<count { places[i] = taps[i] }
        }

        package subscript(tap tap: Int) -> Tap { places[tap] }
        package var taps: [Tap] { (0..<count).map { places[$0] } }
    }

    private var all: InlineArray<4, Phase>
    package let phaseCount: Int
    package let inputStep: Int, outputStep: Int

    package init(_ phases: [Phase], inputStep: Int = 1, outputStep: Int = 1) {
        all = InlineArray(repeating: phases[0])
        phaseCount = min(phases.count, all.count)
        for i in 0..<phaseCount { all[i] = phases[i] }
        self.inputStep = inputStep
        self.outputStep = outputStep
    }

    package subscript(phase: Int) -> Phase {
        _read { yield all[phase] }
    }

    /// Taps of all phases, which is the number of weight matrices.
    package var tapCount: Int { tapCount(before: phaseCount) }

    /// Taps of all phases before the given one.
    package func tapCount(before phase: Int) -> Int {
        var taps = 0
        for earlier in 0..<phase { taps += all[earlier].count }
        return taps
    }
}

extension Geometry {
    package static func forward(_ layer: Layer) -> Geometry {
        switch layer.kind {
        case .column:
            return Geometry([Phase((0..<3).map { Tap(window: $0, y: ($0 - 1) * layer.dilation, x: 0) })])
        case .row:
            return Geometry([Phase((0..<3).map { Tap(window: $0, y: 0, x: ($0 - 1) * layer.dilation) })])
        case .down: return stride2
        case .up: return transposed
        case .head:
            return Geometry(
                (0..<4).map { Phase([Tap(window: $0, y: 0, x: 0)], row: $0 / 2, column: $0 % 2) }, outputStep: 2)
        }
    }

    /// 3x3, padding 1, stride 2.
    package static var stride2: Geometry {
        Geometry([Phase((0..<9).map { Tap(window: $0, y: $0 / 3 - 1, x: $0 % 3 - 1) })], inputStep: 2)
    }

    /// The transposed convolution of the same kind: even outputs read the window's middle, odd ones its two ends.
    package static var transposed: Geometry {
        /// Place in the window and offset of the input, along one axis.
        func taps(_ phase: Int) -> [(window: Int, offset: Int)] { phase == 0 ? [(1, 0)] : [(2, 0), (0, 1)] }
        return Geometry(
            (0..<4).map { phase in
                let row = phase / 2, column = phase % 2
                let both = taps(row).flatMap { y in
                    taps(column).map { x in Tap(window: 3 * y.window + x.window, y: y.offset, x: x.offset) }
                }
                return Phase(both, row: row, column: column)
            }, outputStep: 2)
    }
}
