import Testing

@testable import PanSECB

/// Taps against the definition of each convolution, for every pixel of a small image.
@Suite struct GeometryTests {
    private static let height = 6, width = 10

    /// For each output pixel the input pixels it reads, with their places in the window, as PyTorch defines it.
    private func definition(_ layer: Layer) -> [Int: [Int: Int]] {
        let (windowHeight, windowWidth) = layer.window
        let stride = layer.kind == .down ? 2 : 1
        var reads: [Int: [Int: Int]] = [:]
        func note(output: (Int, Int), size: (Int, Int), input: (Int, Int), place: (Int, Int)) {
            let (y, x) = input
            guard (0..<GeometryTests.height).contains(y), (0..<GeometryTests.width).contains(x),
                (0..<size.0).contains(output.0), (0..<size.1).contains(output.1)
            else { return }
            reads[output.0 * size.1 + output.1, default: [:]][y * GeometryTests.width + x] =
                place.0 * windowWidth + place.1
        }
        for ky in 0..<windowHeight {
            for kx in 0..<windowWidth {
                let places = (ky, kx)
                if layer.isTransposed {
                    // Input pixel y adds to output pixels 2 y - padding + ky.
                    let padding = layer.kind == .up ? 1 : 0, size = (2 * GeometryTests.height, 2 * GeometryTests.width)
                    for y in 0..<GeometryTests.height {
                        for x in 0..<GeometryTests.width {
                            note(
                                output: (2 * y - padding + ky, 2 * x - padding + kx), size: size, input: (y, x),
                                place: places)
                        }
                    }
                } else {
                    let size = (GeometryTests.height / stride, GeometryTests.width / stride)
                    for y in 0..<size.0 {
                        for x in 0..<size.1 {
                            let input = (
                                stride * y + (ky - windowHeight / 2) * layer.dilation,
                                stride * x + (kx - windowWidth / 2) * layer.dilation
                            )
                            note(output: (y, x), size: size, input: input, place: places)
                        }
                    }
                }
            }
        }
        return reads
    }

    private func taps(_ geometry: Geometry) -> [Int: [Int: Int]] {
        let height = GeometryTests.height * geometry.outputStep / geometry.inputStep
        let width = GeometryTests.width * geometry.outputStep / geometry.inputStep
        var reads: [Int: [Int: Int]] = [:]
        for number in 0..<geometry.phaseCount {
            let phase = geometry[number]
            for gridY in 0..<height / geometry.outputStep {
                for gridX in 0..<width / geometry.outputStep {
                    let output =
                        (gridY * geometry.outputStep + phase.row) * width + gridX * geometry.outputStep + phase.column
                    for tap in phase.taps {
                        let y = gridY * geometry.inputStep + tap.y, x = gridX * geometry.inputStep + tap.x
                        guard (0..<GeometryTests.height).contains(y), (0..<GeometryTests.width).contains(x) else {
                            continue
                        }
                        #expect(reads[output]?[y * GeometryTests.width + x] == nil, "no input is read twice")
                        reads[output, default: [:]][y * GeometryTests.width + x] = tap.window
                    }
                }
            }
        }
        return reads
    }

    @Test(arguments: [Layer.Kind.down, .column, .row, .up, .head], [1, 2, 4])
    func tapsAreTheDefinitions(kind: Layer.Kind, dilation: Int) {
        let dilated = kind == .column || kind == .row ? dilation : 1
        let layer = Layer(kind: kind, name: "", inputs: 16, outputs: 64, dilation: dilated)
        #expect(taps(.forward(layer)) == definition(layer))
    }

    @Test func countsTaps() {
        let up = Geometry.transposed
        #expect(up.phaseCount == 4 && up.tapCount == 9)
        let before = (0..<4).map { up.tapCount(before: $0) }
        #expect(before == [0, 1, 3, 5])
        #expect(Geometry.forward(Layer(kind: .row, name: "", inputs: 64, outputs: 64, dilation: 8)).dilation == 8)
        #expect(Geometry.forward(Layer(kind: .column, name: "", inputs: 64, outputs: 64)).isColumn)
        #expect(!Geometry.forward(Layer(kind: .row, name: "", inputs: 64, outputs: 64)).isColumn)
    }
}
