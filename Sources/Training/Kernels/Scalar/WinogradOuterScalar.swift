import CShims
import CTrainingKernels

/// The transforms as polynomials: inputs by M(x) / (x - a), gradients by the powers of the point a.
func winogradOuterScalar(_ arguments: UnsafePointer<pansecb_winograd_outer>) {
    let w = arguments.pointee
    let channels = Int(w.input_channels), outputs = 16 * Int(w.blocks), tileOutputs = Int(w.tile_outputs),
        size = tileOutputs + 2
    // A row of the input transform.
    guard let row = w.scratch else { return }
    if w.sets != 0 { w.sums.update(repeating: 0, count: size * outputs * channels) }
    for frequency in 0..<size {
        inputTransform(tileOutputs, frequency, row)
        for tile in 0..<Int(w.tiles) {
            for output in 0..<outputs {
                var gradient: Float = 0
                for i in 0..<tileOutputs {
                    if let y = w.gradients[tileOutputs * tile + i] {
                        gradient += outputTransform(tileOutputs, i, frequency) * y[output]
                    }
                }
                for channel in 0..<channels {
                    var input: Float = 0
                    for i in 0..<size {
                        if let x = w.inputs[size * tile + i] { input += row[i] * x[channel] }
                    }
                    w.sums[((frequency * Int(w.blocks) + output / 16) * channels + channel) * 16 + output % 16] +=
                        input * gradient
                }
            }
        }
    }
}
