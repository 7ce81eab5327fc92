import CShims
import CTrainingKernels

// Computed, for a global constant that calls C would be set at run time, by the runtime that kernels do without.
private var p: Float { @inline(__always) get { Float(pansecb_winograd_point(4, 0)) } }
private var q: Float { @inline(__always) get { Float(pansecb_winograd_point(4, 1)) } }

/// One frequency after the other, so that what it takes of inputs, gradients and sums stays near the processor.
func winogradOuter(_ arguments: UnsafePointer<pansecb_winograd_outer>) {
    let w = arguments.pointee
    let channels = Int(w.input_channels), outputs = 16 * Int(w.blocks), count = Int(w.tiles)
    guard let inputs = w.scratch else { return }
    let gradients = inputs + count * channels
    for frequency in 0..<6 {
        transformInputs(w, frequency, inputs)
        transformGradients(w, frequency, gradients)
        var o = pansecb_outer()
        o.inputs = w.input_channels
        o.blocks = w.blocks
        o.x_step = channels
        o.y_step = outputs
        o.sums = w.sums + frequency * outputs * channels
        o.block_stride = 16 * channels
        tiles(o, UnsafePointer(inputs), UnsafePointer(gradients), count)
    }
}

/// Row `frequency` of the input transform of `winograd`.
@inline(__always)
private func transformInputs(_ w: pansecb_winograd_outer, _ frequency: Int, _ target: UnsafeMutablePointer<Float>) {
    let channels = Int(w.input_channels)
    let pp = Block(repeating: -p * p), qq = Block(repeating: -q * q), sum = pp + qq, product = Block(repeating: p * p * q * q)
    let point = Block(repeating: frequency == 1 ? p : frequency == 2 ? -p : frequency == 3 ? q : -q)
    let other = frequency < 3 ? qq : pp
    for tile in 0..<Int(w.tiles) {
        let x = w.inputs + 6 * tile, output = target + tile * channels
        guard let x0 = x[0], let x1 = x[1], let x2 = x[2], let x3 = x[3], let x4 = x[4], let x5 = x[5] else { continue }
        var c = 0
        while c < channels {
            switch frequency {
            case 0: store(pansecb_madd16(pansecb_madd16(load(x4 + c), load(x2 + c), sum), load(x0 + c), product), output + c)
            case 5: store(pansecb_madd16(pansecb_madd16(load(x5 + c), load(x3 + c), sum), load(x1 + c), product), output + c)
            default:
                let even = pansecb_madd16(load(x4 + c), load(x2 + c), other), odd = pansecb_madd16(load(x3 + c), load(x1 + c), other)
                store(pansecb_madd16(even, odd, point), output + c)
            }
            c += 16
        }
    }
}

/// Column `frequency` of the output transform: powers of its point.
@inline(__always)
private func transformGradients(_ w: pansecb_winograd_outer, _ frequency: Int, _ target: UnsafeMutablePointer<Float>) {
    let outputs = 16 * Int(w.blocks)
    let point = Block(repeating: frequency == 1 ? p : frequency == 2 ? -p : frequency == 3 ? q : -q)
    for tile in 0..<Int(w.tiles) {
        let y = w.gradients + 4 * tile, output = target + tile * outputs
        guard let y0 = y[0], let y1 = y[1], let y2 = y[2], let y3 = y[3] else { continue }
        var c = 0
        while c < outputs {
            switch frequency {
            case 0: store(load(y0 + c), output + c)
            case 5: store(load(y3 + c), output + c)
            default:
                let high = pansecb_madd16(load(y2 + c), load(y3 + c), point)
                store(pansecb_madd16(load(y0 + c), pansecb_madd16(load(y1 + c), high, point), point), output + c)
            }
            c += 16
        }
    }
}
