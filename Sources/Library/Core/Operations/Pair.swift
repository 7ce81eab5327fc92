import CShims

/// Half of a block: a 3x1 and a 1x3 convolution in Winograd form, in strips of a few rows, so that the features between
/// them stay in the cache and need no buffer. With dilation d a strip's rows lie d apart: they are the outputs of one
/// tile along the column. `PairWinograd`, `PairSplitWinograd` and `PairQuantised` are its forms.
class Pair: Operation {
    private let channels: Int, dilation: Int
    /// Outputs of a tile, which are the rows of a strip.
    private let tileOutputs: Int

    init(
        _ node: Int, part: Part, _ layers: [Layer], tileOutputs: Int, _ kernels: pansecb_kernels
    ) {
        channels = layers[0].inputs
        dilation = layers[0].dilation
        self.tileOutputs = tileOutputs
        super.init(node, part: part, layers, kernels)
    }

    /// In a tile every input affects every output, if only in the last bits. So the reach is all other outputs of the
    /// tile and one pixel around them.
    override var reach: Int { tileOutputs }

    /// Bytes of scratch memory that the kernel needs.
    var kernelBytes: Int { 0 }

    /// Tiles of layer 0 or 1, which overwrite the output or add to it.
    func tiles(layer: Int, adds: Bool, _ memory: TileMemory) -> WinogradTiles {
        WinogradTiles(pansecb_winograd(), kernels, memory)
    }

    /// A worker's memory: the rows between the convolutions, and the kernel's scratch memory.
    private struct Rows {
        let strip: UnsafeMutableRawPointer
        private let inputs: UnsafeMutablePointer<UnsafeRawPointer?>
        private let outputs: UnsafeMutablePointer<UnsafeMutableRawPointer?>
        private let kernel: UnsafeMutableRawPointer

        init(_ layout: inout ScratchLayout, bytes: Int, kernelBytes: Int) {
            strip = layout.bytes(bytes)
            inputs = layout.take(TileMemory.inputs, of: UnsafeRawPointer?.self)
            outputs = layout.take(TileMemory.outputs, of: UnsafeMutableRawPointer?.self)
            kernel = layout.bytes(kernelBytes)
        }

        func tiles(zeros: UnsafeRawPointer) -> TileMemory {
            TileMemory(inputs: inputs, outputs: outputs, kernel: kernel, zeros: zeros)
        }
    }

    private func rows(_ layout: inout ScratchLayout, width: Int) -> Rows {
        Rows(&layout, bytes: tileOutputs * rowBytes(width), kernelBytes: kernelBytes)
    }

    private func rowBytes(_ width: Int) -> Int { width * channels * numberBytes }

    override func scratchBytes(width: Int) -> Int {
        var layout = ScratchLayout()
        _ = rows(&layout, width: width)
        return layout.size
    }

    /// Strips of the image; the last ones may have fewer rows, or none.
    override func items(_ frame: Frame, height: Int) -> Int { WinogradTiles.count(height, dilation, tileOutputs) }

    override func run(_ item: Int, _ work: Work) {
        let first = WinogradTiles.start(item, dilation, tileOutputs)
        if first >= work.height { return }
        let count = min(tileOutputs, (work.height - first + dilation - 1) / dilation)
        var layout = ScratchLayout(work.scratch)
        let rows = rows(&layout, width: work.width), memory = rows.tiles(zeros: UnsafeRawPointer(work.zeros))
        work.forEachRange(rows: first...first + (count - 1) * dilation, tile: tileOutputs) { range in
            column(work, first: first, rows: count, range, to: rows.strip, memory)
            row(work, first: first, rows: count, range, from: rows.strip, memory)
        }
    }

    /// The 3x1 convolution of a strip, from rows of the image to the rows of the strip.
    private func column(
        _ work: Work, first: Int, rows: Int, _ range: Range<Int>, to strip: UnsafeMutableRawPointer,
        _ memory: TileMemory
    ) {
        let rowBytes = rowBytes(work.width)
        var tiles = tiles(layer: 0, adds: false, memory)
        // The second convolution reads the neighbours of its outputs.
        tiles.columns(work.grown(range, by: dilation)) { i in
            work.inputRow(first + (i - 1) * dilation, bytes: rowBytes)
        } target: { i in
            i < rows ? strip + i * rowBytes : nil
        }
    }

    /// The 1x3 convolution of a strip's rows, into the image.
    private func row(
        _ work: Work, first: Int, rows: Int, _ range: Range<Int>, from strip: UnsafeMutableRawPointer,
        _ memory: TileMemory
    ) {
        let width = work.width, rowBytes = rowBytes(width), output = UnsafeMutableRawPointer(work.output)
        // With dilation the tiles of a line are interleaved, so only undilated layers compute parts of a line.
        let wanted =
            dilation == 1
            ? range.lowerBound / tileOutputs..<(range.upperBound + tileOutputs - 1) / tileOutputs
            : 0..<WinogradTiles.count(width, dilation, tileOutputs)
        var tiles = tiles(layer: 1, adds: part == .closing, memory)
        for row in 0..<rows {
            tiles.row(
                strip + row * rowBytes, output + (first + row * dilation) * rowBytes, width: width, dilation: dilation,
                tiles: wanted)
        }
        tiles.flush()
    }
}
