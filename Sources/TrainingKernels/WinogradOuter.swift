import CShims
import CTrainingKernels

// Inputs and gradients of all tiles to frequencies, then for each frequency the sum of their products.

func winogradOuter(_ arguments: UnsafePointer<pansecb_winograd_outer>) {
    if arguments.pointee.tile_outputs == 4 {
        winogradOuter(FourOutputs.self, arguments.pointee)
    } else {
        winogradOuter(SixOutputs.self, arguments.pointee)
    }
}

@inline(__always)
private func winogradOuter<Transform: GradientTransform>(_: Transform.Type, _ w: pansecb_winograd_outer) {
    let channels = Int(w.input_channels), outputs = 16 * Int(w.blocks), count = Int(w.tiles)
    guard let inputs = w.scratch else { return }
    let gradients = inputs + (Transform.outputs + 2) * count * channels
    for tile in 0..<count {
        let x = w.inputs + (Transform.outputs + 2) * tile, frequencies = inputs + tile * channels
        var c = 0
        while c < channels {
            Transform.inputs({ load(x[$0].unsafelyUnwrapped + c) }, { store($1, frequencies + ($0 * count * channels + c)) })
            c += 16
        }
    }
    for tile in 0..<count {
        let y = w.gradients + Transform.outputs * tile, frequencies = gradients + tile * outputs
        var c = 0
        while c < outputs {
            Transform.gradients({ load(y[$0].unsafelyUnwrapped + c) }, { store($1, frequencies + ($0 * count * outputs + c)) })
            c += 16
        }
    }
    var o = pansecb_outer()
    o.inputs = w.input_channels
    o.blocks = w.blocks
    o.x_step = channels
    o.y_step = outputs
    o.block_stride = 16 * channels
    for frequency in 0..<Transform.outputs + 2 {
        o.sums = w.sums + frequency * outputs * channels
        tiles(o, inputs + frequency * count * channels, gradients + frequency * count * outputs, count)
    }
}

/// Gradients of a tile's outputs to frequencies: the output transform transposed, which is the powers of each point.
private protocol GradientTransform: WinogradTransform {
    static func gradients(_ y: (Int) -> Block, _ store: (Int, Block) -> Void)
}

extension FourOutputs: GradientTransform {
    @inline(__always) fileprivate static func gradients(_ y: (Int) -> Block, _ store: (Int, Block) -> Void) {
        let y0 = y(0), y1 = y(1), y2 = y(2), y3 = y(3)
        store(0, y0)
        storePair(madd(y0, y2, p * p), madd(y1, y3, p * p), p, 1, store)
        storePair(madd(y0, y2, q * q), madd(y1, y3, q * q), q, 3, store)
        store(5, y3)
    }
}

extension SixOutputs: GradientTransform {
    @inline(__always) fileprivate static func gradients(_ y: (Int) -> Block, _ store: (Int, Block) -> Void) {
        let y0 = y(0), y1 = y(1), y2 = y(2), y3 = y(3), y4 = y(4), y5 = y(5)
        store(0, y0)
        storePair(madd(madd(y0, y2, 0.25), y4, 0.0625), madd(madd(y1, y3, 0.25), y5, 0.0625), 0.5, 1, store)
        storePair(y0 + (y2 + y4), y1 + (y3 + y5), 1, 3, store)
        storePair(madd(madd(y0, y2, 4), y4, 16), madd(madd(y1, y3, 4), y5, 16), 2, 5, store)
        store(7, y5)
    }
}
