import CShims

/// The first module, straight from the camera's pixels: three rows at a time as bytes.
final class InputQuantised: DownQuantised {
    override func scratchBytes(width: Int) -> Int {
        var layout = ScratchLayout()
        _ = memory(&layout, width: width)
        return layout.size
    }

    /// Scratch memory: pixels at the edges of a row; a row of camera pixels as floats; and rows as bytes,
    /// [3][width][4].
    private func memory(
        _ layout: inout ScratchLayout, width: Int
    ) -> (edge: UnsafeMutableRawPointer, floats: UnsafeMutablePointer<Float>, pixels: UnsafeMutablePointer<UInt8>) {
        (
            layout.bytes(PackedQuantised.scratchBytes(inputs: packed.inputs)), layout.floats(packed.inputs * width),
            layout.take(3 * packed.inputs * width, of: UInt8.self)
        )
    }

    override func run(_ y: Int, _ work: Work) {
        var layout = ScratchLayout(work.scratch)
        let (edge, floats, pixels) = memory(&layout, width: work.width), rowBytes = packed.inputs * work.width
        for i in 0..<3 {
            work.frame.pointee.convertRow(2 * y - 1 + i, kernels, to: floats)
            var p = pansecb_quantised_pixels(
                input: UnsafePointer(floats), output: pixels + i * rowBytes, count: rowBytes)
            kernels.quantised_pixels(&p)
        }
        downsample(y, work, edge: edge) { row in
            row < 0 ? nil : UnsafeRawPointer(pixels + (row - (2 * y - 1)) * rowBytes)
        }
    }
}
