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
private func winogradOuter<Transform: WinogradTransform>(_: Transform.Type, _ w: pansecb_winograd_outer) {
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
