import CShims
import KernelChecks
import Testing

@testable import PanSECB

/// Tiles as a kernel gets them: every pixel of a line once, with the neighbours that its convolution reads.
@Suite struct WinogradTilesTests {
    @Test(arguments: [4, 6], [false, true])
    func aRowsPixelsComeOnce(outputs: Int, isSplit: Bool) {
        for length in 1...50 {
            for dilation in [1, 2, 3, 4, 8, 16] {
                let line = Line(tileOutputs: outputs, isSplit: isSplit, pixels: length)
                line.withTiles { tiles in
                    tiles.row(
                        line.input.start, line.output.start, width: length, dilation: dilation,
                        tiles: 0..<WinogradTiles.count(length, dilation, outputs))
                    tiles.flush()
                }
                #expect(line.written == Array(0..<length), "length \(length), dilation \(dilation)")
                line.expectNeighbours { x, i in
                    let neighbour = x + (i - 1) * dilation
                    return (0..<length).contains(neighbour) ? neighbour : nil
                }
            }
        }
    }

    /// The tiles of a row in parts, and several rows of which what is left over waits for the next.
    @Test(arguments: [4, 6])
    func rowsInPartsComeOnce(outputs: Int) {
        var random = Random(seed: UInt64(outputs))
        for _ in 0..<100 {
            let width = random.int(1...40), rows = 3, dilation = random.int(1...9)
            let line = Line(tileOutputs: outputs, isSplit: random.int(0...1) == 1, pixels: rows * width)
            line.withTiles { tiles in
                for row in 0..<rows {
                    let all = WinogradTiles.count(width, dilation, outputs), part = random.int(0...all)
                    for range in [0..<part, part..<all] {
                        tiles.row(
                            line.input.start + row * width * 16, line.output.start + row * width * 16, width: width,
                            dilation: dilation, tiles: range)
                    }
                }
                tiles.flush()
            }
            #expect(line.written == Array(0..<rows * width))
            line.expectNeighbours { pixel, i in
                let neighbour = pixel % width + (i - 1) * dilation
                return (0..<width).contains(neighbour) ? pixel / width * width + neighbour : nil
            }
        }
    }

    /// No fewer tiles than needed, and none that lies outside of the line altogether but for the last sequences'.
    @Test func tilesAreCounted() {
        for outputs in [4, 6] {
            for length in 1...50 {
                for dilation in 1...16 {
                    let count = WinogradTiles.count(length, dilation, outputs)
                    var pixels: [Int] = []
                    for number in 0..<count {
                        let start = WinogradTiles.start(number, dilation, outputs)
                        pixels += (0..<outputs).map { start + $0 * dilation }
                    }
                    #expect(pixels.sorted() == Array(0..<count * outputs))
                    #expect(count * outputs >= length && (count - dilation) * outputs < length)
                }
            }
        }
    }

    /// Tiles along columns: of a strip of rows, some outside of the image, some not wanted.
    @Test(arguments: [4, 6], [false, true])
    func aStripsColumnsComeOnce(outputs: Int, isSplit: Bool) {
        for width in 1...50 {
            let rows = outputs + 2, first = width / 3, unwanted = width % outputs
            let line = Line(tileOutputs: outputs, isSplit: isSplit, pixels: rows * width)
            line.withTiles { tiles in
                tiles.columns(
                    first..<width,
                    source: { $0 == 0 ? nil : UnsafeRawPointer(line.input.start + $0 * width * 16) },
                    target: { $0 == unwanted ? nil : UnsafeMutableRawPointer(line.output.start + $0 * width * 16) })
            }
            let wanted = (0..<outputs).filter { $0 != unwanted }.flatMap { row in
                (first..<width).map { row * width + $0 }
            }
            #expect(line.written == wanted)
            // A tile's output row r is the middle of its input rows r, r + 1 and r + 2.
            line.expectInputs(ofTiles: { x, i in i == 0 ? nil : i * width + x }, column: { $0 % width })
        }
    }
}

/// Pixels of 16 channels in and out, and a kernel that writes down what it is given.
private final class Line {
    let input: Guarded<Float>, output: Guarded<Float>
    private let zeros = Guarded<Float>(16)
    private let tileOutputs: Int, isSplit: Bool
    /// Pixel numbers of each tile; nil: a pixel outside, one that is not wanted.
    private var tiles: [(inputs: [Int?], outputs: [Int?])] = []

    init(tileOutputs: Int, isSplit: Bool, pixels: Int) {
        self.tileOutputs = tileOutputs
        self.isSplit = isSplit
        input = Guarded(16 * pixels)
        output = Guarded(16 * pixels)
    }

    func withTiles(_ body: (inout WinogradTiles) -> Void) {
        var kernels = pansecb_kernels()
        let kernel: @convention(c) (UnsafePointer<pansecb_winograd>?) -> Void = { arguments in
            guard let w = arguments?.pointee, let line = w.scratch else { return }
            Unmanaged<Line>.fromOpaque(line).takeUnretainedValue().record(w)
        }
        if isSplit { kernels.split_winograd = kernel } else { kernels.winograd = kernel }
        var arguments = pansecb_winograd()
        arguments.tile_outputs = Int32(tileOutputs)
        arguments.input_channels = 16
        arguments.output_blocks = 1
        // The kernel's memory brings it here.
        arguments.scratch = Unmanaged.passUnretained(self).toOpaque().assumingMemoryBound(to: Float.self)
        var inputs = [UnsafePointer<Float>?](repeating: nil, count: WinogradTiles.most * (tileOutputs + 2))
        var outputs = [UnsafeMutablePointer<Float>?](repeating: nil, count: WinogradTiles.most * tileOutputs)
        inputs.withUnsafeMutableBufferPointer { inputs in
            outputs.withUnsafeMutableBufferPointer { outputs in
                var tiles = WinogradTiles(
                    arguments, kernels,
                    TileMemory(
                        inputs: inputs.baseAddress!, outputs: outputs.baseAddress!, kernel: arguments.scratch,
                        zeros: UnsafePointer(zeros.start)), isSplit: isSplit)
                body(&tiles)
            }
        }
    }

    private func record(_ w: pansecb_winograd) {
        let most = isSplit ? PANSECB_SPLIT_TILES : PANSECB_WINOGRAD_TILES
        #expect(w.tiles > 0 && w.tiles <= most)
        for tile in 0..<Int(w.tiles) {
            let inputs = (0..<tileOutputs + 2).map { i -> Int? in
                guard let pixel = w.inputs[(tileOutputs + 2) * tile + i], pixel != zeros.start else { return nil }
                return number(pixel, in: input)
            }
            let outputs = (0..<tileOutputs).map { i in
                w.outputs[tileOutputs * tile + i].map { number(UnsafePointer($0), in: output) }
            }
            tiles.append((inputs, outputs))
        }
    }

    private func number(_ pixel: UnsafePointer<Float>, in pixels: Guarded<Float>) -> Int {
        let offset = pixel - UnsafePointer(pixels.start)
        #expect(offset >= 0 && offset < pixels.count && offset % 16 == 0)
        return offset / 16
    }

    /// All pixels that tiles write, each as often as it is written.
    var written: [Int] { tiles.flatMap { $0.outputs.compactMap { $0 } }.sorted() }

    /// Output i of a tile reads its inputs i, i + 1 and i + 2: `neighbour` says which pixels these are, for 0, 1 and 2.
    func expectNeighbours(_ neighbour: (Int, Int) -> Int?) {
        for tile in tiles {
            for (i, pixel) in tile.outputs.enumerated() {
                guard let pixel else { continue }
                for tap in 0..<3 { #expect(tile.inputs[i + tap] == neighbour(pixel, tap)) }
            }
        }
    }

    /// The same for tiles along columns, whose input i depends on the column alone.
    func expectInputs(ofTiles expected: (Int, Int) -> Int?, column: (Int) -> Int) {
        for tile in tiles {
            guard let pixel = tile.outputs.compactMap({ $0 }).first else { continue }
            for (i, input) in tile.inputs.enumerated() { #expect(input == expected(column(pixel), i)) }
        }
    }
}
