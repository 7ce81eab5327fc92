import CShims

/// The first module, straight from the camera's pixels: three rows at a time as floats.
final class InputDirect: DownDirect {
    override func scratchBytes(width: Int) -> Int {
        var layout = ScratchLayout()
        _ = memory(&layout, width: width)
        return layout.size
    }

    /// Scratch memory: pixels at the edges of a row, and rows of camera pixels, [3][width][4].
    private func memory(
        _ layout: inout ScratchLayout, width: Int
    ) -> (edge: UnsafeMutablePointer<Float>, pixels: UnsafeMutablePointer<Float>) {
        (
            layout.floats(PackedDirect.scratchFloats(inputs: packed.weights.inputs)),
            layout.floats(3 * packed.weights.inputs * width)
        )
    }

    override func run(_ y: Int, _ work: Work) {
        var layout = ScratchLayout(work.scratch)
        let (edge, pixels) = memory(&layout, width: work.width)
        let rowFloats = packed.weights.inputs * work.width
        for i in 0..<3 {
            work.frame.pointee.convertRow(2 * y - 1 + i, kernels, to: pixels + i * rowFloats)
        }
        downsample(y, work, edge: edge) { row in
            row < 0 ? nil : UnsafePointer(pixels + (row - (2 * y - 1)) * rowFloats)
        }
    }
}
