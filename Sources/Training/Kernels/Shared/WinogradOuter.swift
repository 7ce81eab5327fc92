import CShims
import CTrainingKernels

// Transforms inputs and gradients of all tiles to frequencies, then sums their products for each frequency.

func winogradOuter(_ arguments: UnsafePointer<pansecb_winograd_outer>) {
    if arguments.pointee.tile_outputs == 4 {
        winogradOuter(FourOutputs.self, arguments.pointee)
    } else {
        winogradOuter(SixOutputs.self, arguments.pointee)
    }
}

@inline(__always)
private func winogradOuter<Transform: WinogradTransform>(_: Transform.Type, _ w: pansecb_winograd_outer) {
    let channels = Int(w.input_channels), outputs = 16 * Int(w.blocks), count = Int(w.tiles)
    guard let inputs = w.scratch else { return }
    // Frequencies lie as [frequency][channels / 16][tile][16]: so what a register tile reads is contiguous in the
    // first-level cache. Padding by one tile keeps them from lying 4096 bytes apart, where a load seems to depend on an
    // earlier store.
    let room = count + 1
    let gradients = inputs + (Transform.outputs + 2) * room * channels
    for tile in 0..<count {
        let x = w.inputs + (Transform.outputs + 2) * tile, frequencies = inputs + 16 * tile
        var c = 0
        while c < channels {
            Transform.inputs(
                { load(x[$0].unsafelyUnwrapped + c) }, { store($1, frequencies + ($0 * channels + c) * room) })
            c += 16
        }
    }
    for tile in 0..<count {
        let y = w.gradients + Transform.outputs * tile, frequencies = gradients + 16 * tile
        var c = 0
        while c < outputs {
            Transform.gradients(
                { load(y[$0].unsafelyUnwrapped + c) }, { store($1, frequencies + ($0 * outputs + c) * room) })
            c += 16
        }
    }
    var o = pansecb_outer()
    o.inputs = w.input_channels
    o.blocks = w.blocks
    o.block_stride = 16 * channels
    var ahead = Ahead(w, Transform.outputs, moments: (Transform.outputs + 2) * registerTiles(o))
    for frequency in 0..<Transform.outputs + 2 {
        o.sums = w.sums + frequency * outputs * channels
        let x = Columns(start: inputs + frequency * room * channels, step: 16, next: 16 * room)
        let y = Columns(start: gradients + frequency * room * outputs, step: 16, next: 16 * room)
        tiles(o, x, y, count, sets: w.sets != 0) { ahead.fetch() }
    }
}

/// Pixels of the next call, some of which are prefetched at each register tile, so that they arrive while the processor
/// multiplies.
private struct Ahead {
    private var pixels: (next: UnsafePointer<UnsafePointer<Float>?>?, left: Int, lines: Int)
    private var waiting: (next: UnsafePointer<UnsafePointer<Float>?>?, left: Int, lines: Int)
    private let pixelsAtOnce: Int

    /// - Parameter moments: the number of calls of `fetch` to come.
    @inline(__always) init(_ w: pansecb_winograd_outer, _ tileOutputs: Int, moments: Int) {
        pixels = (w.next_inputs, Int(w.next_tiles) * (tileOutputs + 2), Int(w.input_channels) / 16)
        waiting = (w.next_gradients, Int(w.next_tiles) * tileOutputs, Int(w.blocks))
        pixelsAtOnce = (pixels.left + waiting.left + moments - 1) / moments
    }

    @inline(__always) mutating func fetch() {
        for _ in 0..<pixelsAtOnce {
            if pixels.left == 0 {
                swap(&pixels, &waiting)
                if pixels.left == 0 { return }
            }
            guard let list = pixels.next, let pixel = list.pointee else { return }
            for line in 0..<pixels.lines { pansecb_fetch(UnsafeRawPointer(pixel) + 64 * line) }
            pixels.next = list + 1
            pixels.left -= 1
        }
    }
}
